package io.github.metis8d.cli;

import io.github.metis8d.io.latents.OutputFormat;
import java.nio.file.Path;
import java.util.Locale;

/** The format that an output's name tells of. */
final class NamedFormat {
    private static final String GZIP = ".gz";

    private NamedFormat() {}

    /** @param otherwise what a name without a known ending means */
    static OutputFormat of(Path output, OutputFormat otherwise) {
        String name = name(output);
        String text = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        if (text.endsWith(".json")) {
            return OutputFormat.JSON;
        }
        if (text.endsWith(".jsonl")) {
            return OutputFormat.JSONL;
        }
        return name.endsWith(".parquet") ? OutputFormat.PARQUET : otherwise;
    }

    static boolean isCompressed(Path output) {
        return name(output).endsWith(GZIP);
    }

    private static String name(Path output) {
        return String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
    }
}
