package io.github.metis8d.cli;

import io.github.metis8d.io.job.FailureLog;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.OutputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where the latents go, and what becomes of those that are there. */
final class OutputOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--output-dir",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "Where the output goes; made if missing.")
    private Path outputDir;

    @Option(
            names = "--output-file",
            paramLabel = "NAME",
            description = {
                "The output's name. Until it is finished, it is called NAME.partial.",
                "  Default: semantic_audio_embeddings.json, or with the ending of another format"
            })
    private Path outputFile;

    @Option(
            names = "--format",
            paramLabel = "json|jsonl|npy|parquet",
            description = {
                "json: one object, {\"path\": [[d1, ..., d8], ...], ...}; jsonl: a line for each file, {\"path\": ...,"
                        + " \"latents\": [[d1, ..., d8], ...]}; npy: a folder of NumPy files path.npy, float32 of shape"
                        + " (T, 8), and success.json, a list of the paths; parquet: a folder of Parquet files, a row for each"
                        + " file with path, seconds, frames and latents.",
                "  Default: by the ending of NAME, .jsonl, .jsonl.gz or .parquet, else json"
            })
    private OutputFormat format;

    @Option(names = "--compress", description = "Compress json or jsonl by gzip; so does a NAME that ends in .gz.")
    private boolean compress;

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
                description = "Only the files that NAME.failures.json lists; they are added to a finished output.")
        private boolean retryFailed;

        @Option(
                names = "--redo-changed",
                description =
                        "As --append, and encode the files again that have another size or time than when they were"
                                + " encoded; entries of files that are gone are taken out.")
        private boolean redoChanged;
    }

    boolean redoChanged() {
        return finished.redoChanged;
    }

    boolean retryFailed() {
        return finished.retryFailed;
    }

    Path file() {
        return outputDir.resolve(name());
    }

    private String name() {
        if (outputFile != null) {
            return outputFile.toString();
        }
        String ending =
                switch (format()) {
                    case JSON -> ".json";
                    case JSONL -> ".jsonl";
                    case NPY -> "";
                    case PARQUET -> ".parquet";
                };
        return "semantic_audio_embeddings" + ending + (compress ? ".gz" : "");
    }

    private OutputFormat format() {
        if (format != null) {
            return format;
        }
        return outputFile == null ? OutputFormat.JSON : NamedFormat.of(outputFile, OutputFormat.JSON);
    }

    private boolean compressed() {
        return compress || !format().isFolder() && outputFile != null && NamedFormat.isCompressed(outputFile);
    }

    /** Looks whether the output may be written, without touching anything. */
    void check() {
        if (compress && format().isFolder()) {
            throw new ParameterException(spec.commandLine(), "--compress is for --format json and jsonl");
        }
        Path name = Path.of(name()).getFileName();
        if (name == null || Set.of("", ".", "..").contains(name.toString())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--output-file must end in the name of a file or, for npy and parquet, a folder; not " + name());
        }
        format().check(file(), ifFinished());
    }

    private IfFinished ifFinished() {
        if (finished.overwrite) {
            return IfFinished.REPLACE;
        }
        if (finished.retryFailed) {
            return IfFinished.RETRY;
        }
        return finished.append || finished.redoChanged ? IfFinished.APPEND : IfFinished.FAIL;
    }

    /** @param maker what decides about the output's content */
    JobOutput open(Map<String, String> maker) throws IOException {
        makeFolder(file().toAbsolutePath().getParent());
        return format().open(file(), compressed(), maker, ifFinished());
    }

    private static void makeFolder(Path folder) throws IOException {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new CommandFailure(
                    "there can be no folder " + folder + ", as " + there + " is a file; name another by --output-dir",
                    null);
        }
        Files.createDirectories(folder);
    }

    FailureLog failures() throws IOException {
        return new FailureLog(FailureLog.of(file()));
    }
}
