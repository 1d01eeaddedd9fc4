package io.github.metis8d.cli;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.cli.doctor.BatchTrial;
import io.github.metis8d.cli.doctor.KnownAnswers;
import io.github.metis8d.cli.doctor.MachineReport;
import io.github.metis8d.torch.ComputePath;
import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What this machine has for the encoder, and whether it computes right. */
@Command(
        name = "doctor",
        description = {
            "Tells which driver, GPUs and libraries are found, and what to install if some are missing.",
            "Then encodes made-up audio in every precision, compares with what the Python stack makes of it, and tells which",
            "way the model takes."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final long TIMED_NANOS = 1_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            defaultValue = ModelSource.TINY_RANDOM,
            paramLabel = "SOURCE",
            description = "The model to try, as extract takes it. Speed and error are those of this model only.")
    private String model;

    @Mixin
    private SourceOptions parts;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "The device to try. Default: every GPU that the process sees, or the CPU where there is none.",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private String device;

    @Mixin
    private CudaOptions cuda;

    @Mixin
    private ProveOptions proof;

    @Mixin
    private LoggingOptions logging;

    @Override
    public Integer call() {
        proof.check(spec, device);
        logging.apply();
        PrintWriter out = spec.commandLine().getOut();
        if (proof.asked()) {
            return proof.prove(device, out);
        }
        List<Gpu> gpus = Gpu.all();
        new MachineReport(NvidiaDriver.ofMachine(), gpus, System.getenv("CUDA_VISIBLE_DEVICES")).print(out);
        List<float[]> clips = KnownAnswers.clips();
        for (String each : devices(gpus)) {
            boolean known = model.equals(ModelSource.TINY_RANDOM);
            List<Latents> reference = table(out, each, clips, known ? KnownAnswers.answers() : null);
            ways(out, each);
            if (!known) {
                compareOtherwise(out, each, clips, reference);
            }
        }
        out.flush();
        if (device == null && gpus.isEmpty() && MachineReport.cudaIsWanted()) {
            throw new DeviceUnavailableException(
                    "there is no GPU: LibTorch's CUDA build is on the class path, but this process sees"
                            + " no GPU, and only the CPU was tried. To try the CPU alone, name it: --device cpu");
        }
        return Metis.OK;
    }

    private List<String> devices(List<Gpu> gpus) {
        if (device != null) {
            return new TorchBackendProvider().devices(device);
        }
        return gpus.isEmpty() ? List.of("cpu") : gpus.stream().map(Gpu::device).toList();
    }

    /**
     * Prints a line for each precision.
     *
     * @param known the answers, or null where they are not known, and those in float32 take their place
     * @return the answers in float32
     */
    private List<Latents> table(PrintWriter out, String where, List<float[]> clips, List<Latents> known) {
        List<Latents> exact = null;
        List<String> sameBits = new ArrayList<>();
        List<String> otherBits = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            String name = name(precision);
            try (Metis8dEncoder encoder = encoder(parts.source(model), where, precision)) {
                if (exact == null) {
                    heading(out, encoder, known == null ? "fp32" : "Python");
                }
                List<Latents> answers = encoder.encodeAll(clips);
                exact = exact == null ? answers : exact;
                (BatchTrial.sameBits(encoder, clips) ? sameBits : otherBits).add(name);
                double error = KnownAnswers.error(answers, known == null ? exact : known);
                String shown = known == null && answers == exact ? "-" : String.format(Locale.ROOT, "%.1e", error);
                out.printf(Locale.ROOT, "%-10s %-16s %.0f%n", name, shown, timesRealTime(encoder, clips));
                out.flush();
                if (known != null && answers == exact) {
                    KnownAnswers.requireRight(where, error);
                }
            } catch (MetisException e) {
                if (precision == Precision.FP32) {
                    throw e;
                }
                out.printf(Locale.ROOT, "%-10s %s%n", name, e.getMessage());
            }
        }
        out.printf(
                Locale.ROOT,
                "a clip's bits alone and in a batch: the same in %s%s%n",
                sameBits.isEmpty() ? "no precision" : String.join(", ", sameBits),
                otherBits.isEmpty() ? "" : "; its last bits depend on the batch in " + String.join(", ", otherBits));
        return exact;
    }

    private void heading(PrintWriter out, Metis8dEncoder encoder, String reference) {
        out.printf(
                Locale.ROOT,
                "%s on %s%s%n",
                model,
                encoder.devices().get(0),
                encoder.hasRandomWeights() ? ", random weights: no guide to the error of the published model" : "");
        out.printf(Locale.ROOT, "%-10s %-16s %s%n", "precision", "error to " + reference, "x real time");
    }

    /** Prints which way the model takes in each precision. */
    private static void ways(PrintWriter out, String where) {
        for (Precision precision : Precision.values()) {
            out.printf(Locale.ROOT, "%-10s %s%n", name(precision), ComputePath.of(where, precision));
        }
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    /** Where the model's answers are not known: those of the device for tiny-random, and of the CPU for the model. */
    private void compareOtherwise(PrintWriter out, String where, List<float[]> clips, List<Latents> answers) {
        try (Metis8dEncoder tiny = encoder(ModelSource.tinyRandom(), where, Precision.FP32)) {
            double error = KnownAnswers.error(tiny.encodeAll(clips), KnownAnswers.answers());
            out.printf(Locale.ROOT, "%s against Python, fp32, tiny-random: error %.1e%n", where, error);
            KnownAnswers.requireRight(where, error);
        }
        if (!where.equals("cpu")) {
            try (Metis8dEncoder cpu = encoder(parts.source(model), "cpu", Precision.FP32)) {
                double error = KnownAnswers.error(answers, cpu.encodeAll(clips));
                out.printf(Locale.ROOT, "%s against cpu, fp32: error %.1e%n", where, error);
            }
        }
    }

    private static Metis8dEncoder encoder(ModelSource source, String where, Precision precision) {
        return Metis8dEncoder.builder()
                .model(source)
                .device(where)
                .precision(precision)
                .build();
    }

    private static double timesRealTime(Metis8dEncoder encoder, List<float[]> clips) {
        long start = System.nanoTime();
        int rounds = 0;
        do {
            encoder.encodeAll(clips);
            rounds++;
        } while (System.nanoTime() - start < TIMED_NANOS);
        return rounds * KnownAnswers.CLIPS * KnownAnswers.CLIP_SECONDS * 1e9 / (System.nanoTime() - start);
    }
}
