package io.github.metis8d.torch.cuda;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.torch.runtime.NativeScope;
import java.lang.System.Logger.Level;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Which kernels of our own a model on a device uses.
 *
 * <p>Each has a twin made of LibTorch's operations, which defines what is right. Before its first use both run on random
 * data; a kernel that cannot be compiled for the device, disagrees with its twin or takes longer is not used, and the
 * log says so. One that breaks the device ends the loading of the model with a {@link DeviceFailedException}. The system property {@value #PROPERTY} names those that may be used, separated by commas; {@value #ALL}, the
 * default, stands for every one, and any other word for none.
 */
public final class Kernels implements AutoCloseable {
    /** The system property that names the kernels that may be used. */
    public static final String PROPERTY = "metis.kernels";

    /** The value of the property that allows every kernel, and what holds where it is not set. */
    public static final String ALL = "all";

    private static final System.Logger LOG = System.getLogger(Kernels.class.getName());

    /** Of these the fastest counts: what else the machine does can only make them longer. */
    private static final int TIMED_RUNS = 7;

    private final KernelDevice device;
    private final double tolerance;
    private final List<String> allowed;
    private final Map<String, Boolean> chosen = new HashMap<>();

    /**
     * The kernels of a device.
     *
     * @param device where they run; closed with this object
     * @param tolerance how far a kernel's answers may be from its twin's, in parts of the largest of them
     * @param allowed the value of the system property
     */
    public Kernels(KernelDevice device, double tolerance, String allowed) {
        this.device = device;
        this.tolerance = tolerance;
        this.allowed = Arrays.stream(allowed.split(",")).map(String::strip).toList();
    }

    /**
     * A kernel or its twin. The first layer that asks makes the trial, and the others of the model follow it.
     *
     * @param <T> the operation that both implement
     * @param name of the kernel
     * @param twin what defines the operation
     * @param kernel makes the kernel
     * @param data makes random data, and tells how to run an implementation on it; called at most once
     * @return which of the two to use
     * @throws DeviceFailedException if the device broke in the trial, and this process can use it no more
     */
    public <T> T choose(
            String name, T twin, Function<KernelDevice, T> kernel, Supplier<? extends Function<T, Tensor>> data) {
        if (!allowed.contains(ALL) && !allowed.contains(name)) {
            return twin;
        }
        Boolean known = chosen.get(name);
        if (known == null) {
            known = tried(name, twin, kernel, data);
            chosen.put(name, known);
        }
        return known ? kernel.apply(device) : twin;
    }

    private <T> boolean tried(
            String name, T twin, Function<KernelDevice, T> kernel, Supplier<? extends Function<T, Tensor>> data) {
        try (PointerScope trial = new PointerScope()) {
            T made = kernel.apply(device);
            Function<T, Tensor> run = data.get();
            Tensor answer = run.apply(made);
            // Here, and not in whatever waits for the device next, so that nothing else is blamed.
            requireSound(name);
            double error = error(answer, run.apply(twin));
            // Written so that no number is no agreement.
            if (!(error <= tolerance)) {
                LOG.log(
                        Level.WARNING,
                        "kernel {0} is off by {1} of the largest value, more than {2}: it is not used",
                        name,
                        part(error),
                        part(tolerance));
                return false;
            }
            double kernelSeconds = Double.POSITIVE_INFINITY;
            double twinSeconds = Double.POSITIVE_INFINITY;
            for (int i = 0; i < TIMED_RUNS; i++) {
                kernelSeconds = Math.min(kernelSeconds, seconds(run, made));
                twinSeconds = Math.min(twinSeconds, seconds(run, twin));
            }
            boolean faster = kernelSeconds <= twinSeconds;
            LOG.log(
                    faster ? Level.DEBUG : Level.INFO,
                    "kernel {0} takes {1} ms where LibTorch takes {2} ms: it is {3}",
                    name,
                    milliseconds(kernelSeconds),
                    milliseconds(twinSeconds),
                    faster ? "used" : "not used");
            return faster;
        } catch (DeviceFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            requireSound(name);
            return unusable(name, e);
        } catch (LinkageError e) {
            return unusable(name, e); // nothing can have run
        }
    }

    private static boolean unusable(String name, Throwable reason) {
        LOG.log(Level.WARNING, "kernel {0} cannot be used here: {1}", name, reason.getMessage());
        return false;
    }

    /**
     * A kernel that reads or writes where it must not takes the GPU from the whole process, other contexts included
     * (cudaErrorIllegalAddress in CUDA's manual), so that there is no going on with the twin.
     */
    private void requireSound(String name) {
        device.fault().ifPresent(fault -> {
            throw new DeviceFailedException(fault + ", while kernel " + name + " of this library was tried on it. This "
                    + "process can use the GPU no more. Start it again without our kernels, with the system property "
                    + PROPERTY + "=none (for the metis command METIS_OPTS=-D" + PROPERTY
                    + "=none). If the GPU fails then "
                    + "too, it is not the kernel's doing");
        });
    }

    private <T> double seconds(Function<T, Tensor> run, T implementation) {
        return device.seconds(() -> NativeScope.run(() -> run.apply(implementation)));
    }

    // As text: a logger would write numbers as the machine's locale has them, to three decimal places, which none of a
    // tolerance is seen in.
    private static String part(double number) {
        return String.format(Locale.ROOT, "%.2g", number);
    }

    private static String milliseconds(double seconds) {
        return NumberFormat.getInstance(Locale.ROOT).format(seconds * 1000);
    }

    private static double error(Tensor actual, Tensor expected) {
        Tensor right = expected.to(ScalarType.Float);
        double largest = right.abs().max().item_double();
        return actual.to(ScalarType.Float).sub(right).abs().max().item_double() / largest;
    }

    /** Unloads the kernels. */
    @Override
    public void close() {
        device.close();
    }
}
