package io.github.metis8d.cli;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
            "Then encodes made-up audio in every precision, and compares the GPU with the CPU."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final double CLIP_SECONDS = 5;
    private static final int CLIPS = 4;
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
    private LoggingOptions logging;

    @Override
    public Integer call() {
        logging.apply();
        PrintWriter out = spec.commandLine().getOut();
        List<Gpu> gpus = Gpu.all();
        new MachineReport(NvidiaDriver.ofMachine(), gpus, System.getenv("CUDA_VISIBLE_DEVICES")).print(out);
        List<float[]> clips = noise();
        for (String each : devices(gpus)) {
            List<Latents> reference = table(out, each, clips);
            if (!each.equals("cpu")) {
                try (Metis8dEncoder cpu = encoder("cpu", Precision.FP32)) {
                    out.printf("%s against cpu, fp32: error %.1e%n", each, error(reference, cpu.encodeAll(clips)));
                }
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

    /** Prints a line for each precision; gives the answers in float32. */
    private List<Latents> table(PrintWriter out, String where, List<float[]> clips) {
        List<Latents> reference = null;
        for (Precision precision : Precision.values()) {
            String name = precision.name().toLowerCase();
            try (Metis8dEncoder encoder = encoder(where, precision)) {
                if (reference == null) {
                    out.printf(
                            "%s on %s%s%n",
                            model,
                            encoder.devices().get(0),
                            encoder.hasRandomWeights()
                                    ? ", random weights: no guide to the error of the published model"
                                    : "");
                    out.printf("%-10s %-16s %s%n", "precision", "error to fp32", "x real time");
                }
                List<Latents> answers = encoder.encodeAll(clips);
                if (reference == null) {
                    reference = answers;
                }
                out.printf("%-10s %-16.1e %.0f%n", name, error(answers, reference), timesRealTime(encoder, clips));
                out.flush();
            } catch (MetisException e) {
                if (reference == null) {
                    throw e;
                }
                out.printf("%-10s %s%n", name, e.getMessage());
            }
        }
        return reference;
    }

    private Metis8dEncoder encoder(String where, Precision precision) {
        return Metis8dEncoder.builder()
                .model(parts.source(model))
                .device(where)
                .precision(precision)
                .build();
    }

    private static List<float[]> noise() {
        Random random = new Random(1);
        List<float[]> clips = new ArrayList<>();
        for (int i = 0; i < CLIPS; i++) {
            float[] clip = new float[(int) (CLIP_SECONDS * Metis8dEncoder.SAMPLE_RATE)];
            for (int k = 0; k < clip.length; k++) {
                clip[k] = (float) (0.1 * random.nextGaussian());
            }
            clips.add(clip);
        }
        return clips;
    }

    private static double timesRealTime(Metis8dEncoder encoder, List<float[]> clips) {
        long start = System.nanoTime();
        int rounds = 0;
        do {
            encoder.encodeAll(clips);
            rounds++;
        } while (System.nanoTime() - start < TIMED_NANOS);
        return rounds * CLIPS * CLIP_SECONDS * 1e9 / (System.nanoTime() - start);
    }

    /** The relative L2 error over all clips. */
    private static double error(List<Latents> answers, List<Latents> reference) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < answers.size(); i++) {
            float[] x = answers.get(i).values();
            float[] y = reference.get(i).values();
            for (int k = 0; k < y.length; k++) {
                difference += Math.pow(x[k] - y[k], 2);
                size += Math.pow(y[k], 2);
            }
        }
        return Math.sqrt(difference / size);
    }
}
