package io.github.metis8d.cli;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.AudioDecoder;
import io.github.metis8d.io.AudioTree;
import io.github.metis8d.io.ExtractionJob;
import io.github.metis8d.io.ExtractionSummary;
import io.github.metis8d.io.JsonLatentWriter;
import io.github.metis8d.io.LatentWriter;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A tree of audio files to one JSON file. */
@Command(
        name = "extract",
        description = {
            "Encodes every audio file below a folder into one JSON file:",
            "{\"relative/path.wav\": [[d1, ..., d8], ...], ...}, sorted by path.",
            "A file that cannot be read or decoded is reported and skipped."
        })
final class ExtractCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(ExtractCommand.class.getName());

    @Spec
    private CommandSpec spec;

    @Option(names = "--audio-dir", required = true, paramLabel = "DIR", description = "The folder of the audio files.")
    private Path audioDir;

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
            description = "The output's name.")
    private String outputFile;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--batch-size",
            defaultValue = "100",
            paramLabel = "N",
            description = "Files after which the output is flushed to disk.")
    private int batchSize;

    @Option(
            names = "--part",
            defaultValue = "",
            paramLabel = "PART",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Only this folder below --audio-dir, e.g. part_003. The keys still start with its name.")
    private String part;

    @Option(names = "--max-files", paramLabel = "N", description = "Only the first N files.")
    private Integer maxFiles;

    @Option(
            names = "--ending",
            split = ",",
            defaultValue = ".wav",
            paramLabel = "ENDING",
            description = "The endings of the files to take, in any case, with commas between them.")
    private List<String> endings;

    @Mixin
    private LoggingOptions logging;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || maxFiles != null && maxFiles < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size and --max-files must be at least 1");
        }
        logging.apply();
        AudioTree tree = AudioTree.list(audioDir, part, endings);
        tree.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
        List<String> keys = maxFiles == null
                ? tree.keys()
                : tree.keys().subList(0, Math.min(maxFiles, tree.keys().size()));
        if (keys.isEmpty()) {
            throw new CommandFailure(
                    "there is no file that ends in " + String.join(" or ", endings) + " below " + audioDir.resolve(part)
                            + "; check --audio-dir, --part and --ending",
                    null);
        }
        LOG.log(Level.INFO, "{0} files below {1}", keys.size(), audioDir.resolve(part));
        Path output = outputDir.resolve(outputFile);
        ExtractionSummary summary;
        try (Metis8dEncoder encoder = model.open(logging.quiet())) {
            summary = extract(tree, keys, encoder, output);
            report(summary, encoder, output);
        }
        return summary.failed() == 0 && tree.problems().isEmpty() ? Metis.OK : Metis.SOME_FAILED;
    }

    private ExtractionSummary extract(AudioTree tree, List<String> keys, Metis8dEncoder encoder, Path output) {
        Path partial = output.resolveSibling(output.getFileName() + ".partial");
        AudioDecoder decoder = new AudioDecoder();
        try {
            Files.createDirectories(outputDir);
            ExtractionSummary summary;
            try (LatentWriter writer = new JsonLatentWriter(Files.newOutputStream(partial));
                    Progress progress = Progress.start(keys.size(), logging.quiet())) {
                summary = new ExtractionJob(encoder, key -> decoder.decode(tree.file(key)), batchSize, writer, progress)
                        .run(keys);
            }
            Files.move(partial, output, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return summary;
        } catch (IOException e) {
            throw new CommandFailure("the output " + output + " cannot be written: " + e, e);
        }
    }

    private static void report(ExtractionSummary summary, Metis8dEncoder encoder, Path output) {
        LOG.log(
                Level.INFO,
                String.format(
                        "%d files encoded, %d failed, %.1f s of audio in %.1f s: %.2f files a second, %.1f x real time",
                        summary.encoded(),
                        summary.failed(),
                        summary.audioSeconds(),
                        summary.elapsed().toMillis() / 1e3,
                        summary.filesPerSecond(),
                        summary.timesRealTime()));
        LOG.log(
                Level.INFO,
                encoder.hasRandomWeights() ? "{0} (latents of random weights, which mean nothing)" : "{0}",
                output);
    }
}
