package io.github.metis8d.spark.submit;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where the tables go. */
final class OutputOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--output-dir",
            required = true,
            paramLabel = "DIR",
            description =
                    "The folder of the tables: any path that Spark writes, on a store that all machines share. In it are"
                            + " latents/batch=N, failures/batch=N, and _SUCCESS when all is done.")
    private String outputDir;

    @Option(
            names = "--format",
            defaultValue = "parquet",
            paramLabel = "parquet|jsonl",
            description =
                    "parquet: a row for each file with path, seconds, frames and latents, compressed by zstd; jsonl: a"
                            + " line {\"path\": ..., \"latents\": [[d1, ..., d8], ...]} for each file.")
    private TableFormat format;

    @Option(names = "--compress", description = "Compress jsonl by gzip.")
    private boolean compress;

    @Option(
            names = "--append",
            description = "Add the files that a finished output lacks, those that failed before too.")
    private boolean append;

    @Option(
            names = "--commit-minutes",
            defaultValue = "10",
            paramLabel = "N",
            description =
                    "How long a batch takes, about. Each is committed as a whole, and two are at work at a time: what"
                            + " a job loses that is killed.")
    private int commitMinutes;

    void check() {
        if (commitMinutes < 1) {
            throw new ParameterException(spec.commandLine(), "--commit-minutes must be at least 1");
        }
        if (compress && format == TableFormat.PARQUET) {
            throw new ParameterException(spec.commandLine(), "--compress is for --format jsonl; parquet is compressed");
        }
    }

    String folder() {
        return outputDir;
    }

    TableFormat format() {
        return format;
    }

    boolean compress() {
        return compress;
    }

    boolean append() {
        return append;
    }

    int commitMinutes() {
        return commitMinutes;
    }
}
