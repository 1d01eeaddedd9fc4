package io.github.metis8d.cli.prove;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures of docs/gpu.md that were reckoned from published rates, and measured by nobody. */
final class Estimates {
    /** What the host takes to launch a batch, in milliseconds. */
    static final double LAUNCH_MILLIS = 10;

    /**
     * Seconds of audio in a batch up to which launching, and not computing, is what a fast GPU waits for: from the first to
     * the second, by the GPU.
     */
    static final List<Integer> BOUND_BY_LAUNCHES = List.of(30, 90);

    /**
     * The GPUs on paper. Clips of 10 s in full batches, at the published sizes.
     */
    static final List<Gpu> GPUS = List.of(
            new Gpu("A100 80 GB", "A100", new Rates(2.3, 250), new Rates(0.29, 1600), new Rates(0.14, 3200)),
            new Gpu("H100 SXM", "H100", new Rates(0.67, 830), new Rates(0.09, 4100), new Rates(0.05, 8200)),
            new Gpu("RTX 4090", "RTX 4090", new Rates(0.54, 820), new Rates(0.54, 820), new Rates(0.27, 1600)));

    private Estimates() {}

    /**
     * What is expected in one precision.
     *
     * @param productMillis for the products of a second of audio, at the published rate of dense ones
     * @param audioSeconds a second, all in all
     */
    record Rates(double productMillis, double audioSeconds) {}

    /**
     * A GPU on paper.
     *
     * @param title its name in docs/gpu.md
     * @param part what NVIDIA's name for it has in it
     * @param fp32 in {@code fp32}
     * @param tf32 in {@code tf32}
     * @param half in {@code bf16} and {@code fp16}
     */
    record Gpu(String title, String part, Rates fp32, Rates tf32, Rates half) {
        /** {@return what is expected in a precision, by its name} */
        Rates in(String precision) {
            return switch (precision.toLowerCase(Locale.ROOT)) {
                case "fp32" -> fp32;
                case "tf32" -> tf32;
                default -> half;
            };
        }
    }

    /** {@return the estimate for a GPU by NVIDIA's name for it, or nothing where there is none} */
    static Optional<Gpu> of(String name) {
        return GPUS.stream().filter(gpu -> name.contains(gpu.part())).findFirst();
    }
}
