package io.github.metis8d.cli;

import io.github.metis8d.io.latents.LatentMerge;
import io.github.metis8d.io.latents.OutputFormat;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Several outputs to one. */
@Command(
        name = "merge",
        description = {
            "Joins outputs of the same model, e.g. those of --shard, into one, sorted by path. One output alone is sorted, or"
                    + " changed into another format.",
            "Each may be of any format. What two of them have alike is there once.",
            "The merged output is that of one job, to the byte where the processors are alike; of GPUs up to rounding."
        })
final class MergeCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(MergeCommand.class.getName());

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "OUT",
            description =
                    "The file or folder to write. Its ending says its format: .json, .jsonl, .json.gz, .jsonl.gz or"
                            + " .parquet, which is a folder.")
    private Path output;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IN", description = "Finished outputs.")
    private List<Path> inputs;

    @Option(
            names = "--format",
            paramLabel = "json|jsonl|npy|parquet",
            description = "The format of OUT, where its name does not say it; npy is a folder of NumPy files.")
    private OutputFormat format;

    @Option(names = "--overwrite", description = "Make OUT anew if it is there.")
    private boolean overwrite;

    @Mixin
    private LoggingOptions logging;

    @Override
    public Integer call() {
        logging.apply();
        OutputFormat wanted = format != null ? format : NamedFormat.of(output, null);
        if (wanted == null || output.getFileName() == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "OUT must end in .json, .jsonl, .json.gz, .jsonl.gz or .parquet, not " + output.getFileName()
                            + ", or give --format");
        }
        boolean compress = !wanted.isFolder() && NamedFormat.isCompressed(output);
        Path folder = output.toAbsolutePath().getParent();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(output + " cannot be, as " + folder + " is a file; name another", null);
        }
        try {
            LatentMerge.Result result = new LatentMerge(inputs).into(output, wanted, compress, overwrite);
            LOG.log(
                    Level.INFO,
                    "{0} files in {1}{2}",
                    result.files(),
                    output,
                    result.duplicates() == 0 ? "" : "; " + result.duplicates() + " were there more than once, alike");
            if (result.audioFolders().size() > 1) {
                LOG.log(
                        Level.WARNING,
                        "the inputs are of audio in {0}; they are taken for one tree",
                        result.audioFolders().stream().sorted().collect(Collectors.joining(", ")));
            }
        } catch (IOException e) {
            throw OutputFailure.of(output, e, "run the same command again");
        }
        return Metis.OK;
    }
}
