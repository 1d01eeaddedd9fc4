package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Step;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.cli.prove.process.StepLog;
import io.github.metis8d.torch.measure.KernelComparison;
import io.github.metis8d.torch.measure.KernelComparison.Case;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Our CUDA kernels beside LibTorch's operations, over the shapes of the tests, and the time that both take. */
public final class KernelsStep implements Step {
    /** The kernel's name. */
    public static final String KERNEL = "kernel";

    /** The number format. */
    public static final String ELEMENTS = "elements";

    /** How many batches were compared. */
    public static final String BATCHES = "batches";

    /** The largest difference, in parts of the largest value. */
    public static final String ERROR = "largestError";

    /** How large it may be. */
    public static final String ALLOWED = "allowed";

    /** What the kernel takes for a full batch of the published sizes, in milliseconds. */
    public static final String KERNEL_MILLIS = "kernelMilliseconds";

    /** The same of LibTorch's operations. */
    public static final String TWIN_MILLIS = "libTorchMilliseconds";

    /** Made by the process. */
    public KernelsStep() {}

    @Override
    public void run(StepContext context) {
        try (KernelComparison comparison = KernelComparison.on(context.device())) {
            compare(KernelComparison.cases(), comparison::error, comparison::times, context.log());
        }
    }

    /** How an implementation of a case is timed. */
    interface Timing {
        KernelComparison.Times of(Case it);
    }

    /** Each kernel in each format by itself: one that cannot be had, or is wrong, leaves the others to be tried. */
    static void compare(List<Case> cases, ToDoubleFunction<Case> error, Timing timing, StepLog log) {
        Map<String, List<Case>> groups = cases.stream()
                .collect(Collectors.groupingBy(
                        it -> it.kernel() + " in " + it.elements(), LinkedHashMap::new, Collectors.toList()));
        groups.forEach((name, group) -> {
            try {
                compare(name, group, error, timing, log);
            } catch (RuntimeException | LinkageError e) {
                log.problem(name + ": " + e.getMessage());
            }
        });
    }

    private static void compare(
            String name, List<Case> group, ToDoubleFunction<Case> error, Timing timing, StepLog log) {
        Case first = group.get(0);
        double largest = 0;
        for (Case it : group) {
            double off = error.applyAsDouble(it);
            // Not a number stays, and is within nothing.
            largest = Double.isNaN(off) ? off : Math.max(largest, off);
            if (!(off <= it.tolerance())) {
                log.problem(String.format(
                        Locale.ROOT,
                        "%s is off by %.1e of the largest value, more than %.0e, in a batch whose longest clip has %d rows",
                        name,
                        off,
                        it.tolerance(),
                        it.rows()));
            }
        }
        KernelComparison.Times times = timing.of(first);
        log.found(Finding.of(KERNEL, first.kernel())
                .with(ELEMENTS, first.elements())
                .with(BATCHES, (long) group.size())
                .with(ERROR, largest)
                .with(ALLOWED, first.tolerance())
                .with(KERNEL_MILLIS, 1e3 * times.kernelSeconds())
                .with(TWIN_MILLIS, 1e3 * times.twinSeconds()));
    }
}
