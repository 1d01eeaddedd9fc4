package io.github.metis8d.cli;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.audio.AudioBytes;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.job.ExtractionJob;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.io.job.Failure;
import io.github.metis8d.io.latents.JsonLatentWriter;
import io.github.metis8d.io.latents.LatentWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Some audio files to JSON on standard output. */
@Command(
        name = "encode",
        description = {
            "Encodes audio files and writes JSON to standard output:",
            "{\"path.wav\": [[d1, ..., d8], ...], ...}, in the order given.",
            "- is standard input: curl -s URL | metis encode -"
        })
final class EncodeCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(EncodeCommand.class.getName());

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Audio files of any format that FFmpeg reads; - for standard input, up to 1 GiB of it.")
    private List<Path> files;

    @Mixin
    private ModelOptions model;

    @Mixin
    private LoggingOptions logging;

    @Override
    public Integer call() {
        logging.apply();
        AudioDecoder decoder = new AudioDecoder();
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void damaged(Failure damage) {
                LOG.log(Level.WARNING, message(damage));
            }

            @Override
            public void failed(Failure failure) {
                LOG.log(Level.ERROR, message(failure));
            }
        };
        AudioBytes standardInput = AudioBytes.of("standard input", System.in);
        List<String> distinct = files.stream().map(Path::toString).distinct().toList();
        try (Metis8dEncoder encoder = model.load(model.encoder(logging));
                LatentWriter writer = new JsonLatentWriter(new FileOutputStream(FileDescriptor.out))) {
            ExtractionSummary summary = new ExtractionJob(
                            encoder,
                            (file, decoded) -> decoder.read(
                                    file.equals(STANDARD_INPUT) ? standardInput : AudioBytes.of(Path.of(file)),
                                    decoded),
                            new ExtractionJob.Limits(1, Integer.MAX_VALUE),
                            writer,
                            listener)
                    .run(distinct, Set.of());
            writer.finish();
            return summary.failed() == 0 ? Metis.OK : Metis.SOME_FAILED;
        } catch (IOException e) {
            throw new CommandFailure("standard output cannot be written: " + e.getMessage(), e);
        }
    }

    /** What is said of a file, which some messages call by its key. */
    private static String message(Failure failure) {
        String key = STANDARD_INPUT + " ";
        boolean byKey =
                failure.key().equals(STANDARD_INPUT) && failure.message().startsWith(key);
        return byKey ? "standard input " + failure.message().substring(key.length()) : failure.message();
    }
}
