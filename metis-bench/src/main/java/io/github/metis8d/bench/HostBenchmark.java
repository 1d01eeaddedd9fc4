package io.github.metis8d.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.ExtractionJob;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.TreeSource;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.OutputFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A whole job in front of simulated GPUs: how much of their time is of use, and how fast the host is without them. */
@Command(
        name = "HostBenchmark",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Times a job (decoding, queue, writing) in front of devices that compute nothing, but take their"
                + " time.")
public final class HostBenchmark implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--folder",
            description = "Where the audio and the output go, and the audio stays. Default: a"
                    + " temporary folder, which is deleted.")
    private Path folder;

    @Option(names = "--files", defaultValue = "10000", description = "Audio files, WAV of 16 bits, mono.")
    private int files;

    @Option(names = "--rate", defaultValue = "16000", description = "Their sampling rate, in Hz.")
    private int rate;

    @Option(names = "--mean-seconds", defaultValue = "6", description = "Their mean length; lengths are log-normal.")
    private double meanSeconds;

    @Option(names = "--min-seconds", defaultValue = "1", description = "The shortest.")
    private double minSeconds;

    @Option(names = "--max-seconds", defaultValue = "30", description = "The longest.")
    private double maxSeconds;

    @Option(names = "--devices", defaultValue = "1", description = "Simulated devices.")
    private int devices;

    @Option(
            names = "--ms-per-second",
            defaultValue = "0.122",
            description = "What a device takes for a second of"
                    + " audio. The default is docs/gpu.md's estimate for an H100 in bf16.")
    private double millisPerSecond;

    @Option(
            names = "--launch-ms",
            defaultValue = "11",
            description = "For which a batch keeps a core of the host busy.")
    private double launchMillis;

    @Option(names = "--budget-seconds", defaultValue = "240", description = "Audio in a batch.")
    private double budgetSeconds;

    @Option(names = "--in-flight", defaultValue = "2", description = "Batches that a device has at a time.")
    private int inFlight;

    @Option(
            names = "--shapes",
            defaultValue = "16",
            description = "Sizes to which a batch is filled up, in even steps up to the budget.")
    private int shapes;

    @Option(names = "--format", split = ",", defaultValue = "json,npy", description = "json, jsonl, npy.")
    private List<OutputFormat> formats;

    @Option(names = "--batch-size", defaultValue = "100", description = "As metis extract has it.")
    private int batchSize;

    @Option(names = "--rounds", defaultValue = "3", description = "How often; the first warms up the JVM.")
    private int rounds;

    /** Made by picocli. */
    HostBenchmark() {}

    /**
     * Runs it.
     *
     * @param arguments the options
     */
    public static void main(String... arguments) {
        System.exit(run(new PrintWriter(System.out, true), arguments));
    }

    static int run(PrintWriter out, String... arguments) {
        return new CommandLine(new HostBenchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        Path work = folder == null ? Files.createTempDirectory("metis-host") : Files.createDirectories(folder);
        Path output = work.resolve("output");
        try {
            Path audio = work.resolve("audio-" + rate);
            new AudioFiles(audio, rate, maxSeconds).write(files, meanSeconds, minSeconds, maxSeconds);
            delete(output);
            compare(AudioTree.list(audio, "", List.of(".wav")), output);
        } finally {
            delete(folder == null ? work : output);
        }
        return 0;
    }

    /**
     * No output is deleted before the last was written. An ext4 without a journal leaves the places of deleted files
     * alone for minutes, and looks at each of them whenever it makes a file: after 10,000 that takes 0.5 ms, not 0.06.
     */
    private void compare(AudioTree tree, Path outputs) throws IOException {
        SimulatedDevice.Timing device =
                new SimulatedDevice.Timing(millisPerSecond, launchMillis, budgetSeconds, inFlight);
        for (int round = 1; round <= rounds; round++) {
            for (OutputFormat format : formats) {
                String name = format.name().toLowerCase(Locale.ROOT);
                String what = "round " + round + ", " + name;
                Path output = outputs.resolve(round + "-" + name);
                print(what, run(tree, output.resolve("device"), format, device));
                print(
                        what + ", device takes no time",
                        run(tree, output.resolve("no-time"), format, device.takingNoTime()));
            }
        }
    }

    /** What a job took. */
    private record Result(DeviceUse use, double wallSeconds, double cpuSeconds) {}

    private Result run(AudioTree tree, Path output, OutputFormat format, SimulatedDevice.Timing device)
            throws IOException {
        Files.createDirectories(output);
        DeviceUse use = new DeviceUse(budgetSeconds, shapes);
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                        .model(ModelSource.tinyRandom())
                        .device(IntStream.range(0, devices)
                                .mapToObj(i -> "cuda:" + i)
                                .toArray(String[]::new))
                        .backend(new SimulatedDevice(device, use))
                        .build();
                JobOutput latents =
                        format.open(output.resolve("latents"), false, Map.of("model", "none"), IfFinished.FAIL)) {
            ExtractionJob job = new ExtractionJob(
                    encoder,
                    new TreeSource(tree, new AudioDecoder()),
                    new ExtractionJob.Limits(batchSize, 1),
                    latents,
                    new ExtractionListener() {});
            double cpu = cpuSeconds();
            long start = System.nanoTime();
            // A folder may have more, of an earlier run.
            job.run(tree.keys().subList(0, files), Set.of());
            latents.finish();
            return new Result(use, (System.nanoTime() - start) / 1e9, cpuSeconds() - cpu);
        }
    }

    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private void print(String what, Result result) {
        DeviceUse use = result.use;
        double rate = use.seconds() / result.wallSeconds;
        double batch = use.seconds() / use.batches();
        PrintWriter out = spec.commandLine().getOut();
        out.println(what);
        print("seconds of audio a second", "%.0f (%.0f in %.2f s)", rate, use.seconds(), result.wallSeconds);
        print("useful share of the devices' time", "%.1f %%", rate * millisPerSecond / 1e3 / devices * 100);
        print("seconds of audio in a batch", "%.1f, %.1f %% of the budget", batch, batch / budgetSeconds * 100);
        print("padding", "%.2f %%", (1 - use.seconds() / use.paddedSeconds()) * 100);
        print("batches, shapes", "%d, %d", use.batches(), use.shapes());
        print(
                "cores",
                "%.2f busy, %.1f for each 10,000 seconds of audio a second",
                result.cpuSeconds / result.wallSeconds,
                result.cpuSeconds / use.seconds() * 1e4);
        out.flush();
    }

    private void print(String name, String format, Object... values) {
        String value = String.format(Locale.ROOT, format, values);
        spec.commandLine().getOut().println("  " + name + ": " + value);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(HostBenchmark::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
