package io.github.metis8d.cli;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.DeviceStatus;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.ExtractionJob;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.io.job.FailureLog;
import io.github.metis8d.io.job.TooManyFailuresException;
import io.github.metis8d.io.job.TreeSource;
import io.github.metis8d.io.latents.JobOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A tree of audio files to latents. */
@Command(
        name = "extract",
        description = {
            "Encodes every audio file below a folder.",
            "The output holds the latents of all files, sorted by path.",
            "A file that cannot be read or decoded is reported and skipped. Stopped or killed, the same command goes on"
                    + " where it was."
        })
final class ExtractCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(ExtractCommand.class.getName());
    private static final String AT_THE_END = "at the end";
    private static final String GO_ON = "give the same command again, which goes on from what was done";

    @Spec
    private CommandSpec spec;

    @Mixin
    private FileOptions files;

    @Mixin
    private OutputOptions outputs;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--batch-size",
            defaultValue = "100",
            paramLabel = "N",
            description =
                    "Files after which the output is forced to disk, and the log tells how the GPUs are. What is written does"
                            + " not depend on it.")
    private int batchSize;

    @Option(
            names = "--max-failures-in-a-row",
            defaultValue = "100",
            paramLabel = "N",
            description = "Stop when so many files fail one after the other: the fault is then not theirs.")
    private int maxFailuresInARow;

    @Mixin
    private LoggingOptions logging;

    @Override
    public Integer call() {
        if (batchSize < 1 || maxFailuresInARow < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--batch-size and --max-failures-in-a-row must be at least 1");
        }
        files.check();
        outputs.check();
        logging.apply();
        try (StopSignal signal = new StopSignal(StopSignal.PATIENCE, this::tellGivenUp)) {
            return extract(signal) ? Metis.OK : Metis.SOME_FAILED;
        } catch (UncheckedIOException e) {
            throw OutputFailure.of(outputs.file(), e.getCause(), GO_ON);
        } catch (IOException e) {
            throw OutputFailure.of(outputs.file(), e, GO_ON);
        }
    }

    /** What an output must have in common with what goes into it. */
    private Map<String, String> maker(ModelSource source) {
        Map<String, String> maker = new LinkedHashMap<>();
        maker.put("model", ModelIdentity.of(source));
        maker.put("precision", model.precision().name().toLowerCase(Locale.ROOT));
        maker.put(
                JobOutput.AUDIO_FOLDER,
                files.audioDir().toAbsolutePath().normalize().toString());
        return maker;
    }

    /**
     * Whether every file has latents in the end. The model is on the device before the tree is walked, which may take
     * long, and before anything that is there is touched.
     */
    private boolean extract(StopSignal signal) throws IOException {
        Metis8dEncoder.Builder builder = model.encoder(logging);
        Map<String, String> maker = maker(builder.localModel());
        DeviceStatusLog.log("before the model is loaded", builder.deviceStatus());
        try (Metis8dEncoder encoder = model.load(builder)) {
            DeviceStatusLog.log("with the model loaded", encoder.deviceStatus());
            AudioTree tree = files.list();
            tree.problems().forEach(problem -> LOG.log(Level.WARNING, problem));
            List<String> keys = files.select(tree);
            LOG.log(Level.INFO, "{0} files {1}", keys.size(), files);
            try (JobOutput output = outputs.open(maker)) {
                return extract(tree, keys, encoder, output, signal)
                        && tree.problems().isEmpty();
            }
        }
    }

    /** Says so before the signal is closed, with which the process is gone; the loggers are closed by then. */
    private void tellStopped(List<DeviceStatus> devices) {
        PrintWriter err = spec.commandLine().getErr();
        devices.forEach(device -> err.println(AT_THE_END + ": " + device));
        err.println("metis: stopped; what was done is kept: " + GO_ON);
        err.flush();
    }

    private void tellGivenUp() {
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "metis: stopped, though what was at work has not ended; the output is kept as it was last forced to disk: "
                        + GO_ON);
        err.flush();
    }

    private boolean extract(
            AudioTree tree, List<String> keys, Metis8dEncoder encoder, JobOutput output, StopSignal signal)
            throws IOException {
        new SourceCheck(files, outputs).check(output, tree);
        FailureLog failures = outputs.failures();
        Set<String> done = output.keys();
        List<String> wanted = outputs.retryFailed() ? lacking(keys, failures.keys(), done) : keys;
        long missing = wanted.stream().filter(key -> !done.contains(key)).count();
        long there = keys.stream().filter(done::contains).count();
        if (there > 0) {
            LOG.log(Level.INFO, "{0} files are in the output already; {1} to go", there, missing);
        }
        ExtractionSummary summary = null;
        if (missing > 0) {
            try (Progress progress = Progress.start(missing, logging)) {
                ExtractionListener listener = new DeviceStatusLog(encoder::deviceStatus, progress);
                ExtractionJob job = job(tree, encoder, output, new FailureRecorder(failures, listener));
                signal.tells(job::cancel);
                summary = job.run(wanted, done);
            } catch (CancellationException e) {
                tellStopped(encoder.deviceStatus());
                // The device may be at a long clip, or stuck, and closing it waits for that.
                output.close();
                signal.jobEnded();
                return false;
            } catch (DeviceFailedException e) {
                throw new CommandFailure(e.getMessage() + " What was done is in " + output.partial() + ": " + GO_ON, e);
            } catch (TooManyFailuresException e) {
                throw new CommandFailure(
                        e.getMessage() + " What was done is in " + output.partial() + ". If the files are sound, mend"
                                + " the cause and " + GO_ON + "; if they are bad, add --max-failures-in-a-row="
                                + 100L * maxFailuresInARow + ", or it stops here again",
                        e);
            } finally {
                // Told to stop, the process has closed its loggers: this says nothing then.
                DeviceStatusLog.log(AT_THE_END, encoder.deviceStatus());
            }
            report(summary, encoder);
        }
        output.finish();
        failures.finish();
        LOG.log(Level.INFO, "{0}", outputs.file());
        return summary == null || summary.failed() == 0;
    }

    /** What is listed and has no latents: a damaged file may have both. */
    private static List<String> lacking(List<String> keys, Set<String> listed, Set<String> done) {
        return keys.stream()
                .filter(key -> listed.contains(key) && !done.contains(key))
                .toList();
    }

    private ExtractionJob job(AudioTree tree, Metis8dEncoder encoder, JobOutput output, ExtractionListener listener) {
        return new ExtractionJob(
                encoder,
                new TreeSource(tree, new AudioDecoder(files.maxDuration(), files.refusesDamaged())),
                new ExtractionJob.Limits(batchSize, maxFailuresInARow),
                output,
                listener);
    }

    private static void report(ExtractionSummary summary, Metis8dEncoder encoder) {
        LOG.log(Level.INFO, "{0}", summary);
        if (encoder.hasRandomWeights()) {
            LOG.log(Level.WARNING, "these are latents of random weights, which mean nothing");
        }
    }
}
