package io.github.metis8d.cli;

import io.github.metis8d.io.FailureLog;
import io.github.metis8d.io.JsonOutput;
import io.github.metis8d.io.JsonOutput.IfFinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say where the latents go, and what becomes of those that are there. */
final class OutputOptions {
    @Option(
            names = "--output-dir",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "Where the output goes; made if missing.")
    private Path outputDir;

    @Option(
            names = "--output-file",
            defaultValue = "semantic_audio_embeddings.json",
            paramLabel = "NAME",
            description = "The output's name. Until it is finished, it is called NAME.partial.")
    private String outputFile;

    @ArgGroup
    private Finished finished = new Finished();

    /** What to do with a finished output; one of them at most. */
    static final class Finished {
        @Option(names = "--overwrite", description = "Make a finished output, or what another model has begun, anew.")
        private boolean overwrite;

        @Option(names = "--append", description = "Add the files that a finished output lacks, at its end.")
        private boolean append;

        @Option(
                names = "--retry-failed",
                description = "Only the files that NAME.failures.json lists; they are added to the output.")
        private boolean retryFailed;
    }

    boolean retryFailed() {
        return finished.retryFailed;
    }

    Path file() {
        return outputDir.resolve(outputFile);
    }

    /** @param maker what decides about the output's content */
    JsonOutput open(Map<String, String> maker) throws IOException {
        Files.createDirectories(outputDir);
        IfFinished ifFinished = finished.overwrite
                ? IfFinished.REPLACE
                : finished.append || finished.retryFailed ? IfFinished.APPEND : IfFinished.FAIL;
        return JsonOutput.open(file(), maker, ifFinished);
    }

    FailureLog failures() throws IOException {
        return new FailureLog(file().resolveSibling(outputFile + ".failures.json"));
    }
}
