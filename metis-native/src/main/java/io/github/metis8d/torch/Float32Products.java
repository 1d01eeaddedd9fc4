package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.globalContext;

import io.github.metis8d.Precision;

/**
 * How exact float32 matrix products are. LibTorch has one setting for the whole process, so computations that want
 * different ones take turns, while those that want the same run side by side.
 */
enum Float32Products {
    /** All 24 bits. */
    FULL("highest"),
    /**
     * TF32 on CUDA, bfloat16 products of split operands on CPUs that have them. On CPUs that have bfloat16 vectors only
     * these are oneDNN's products of all 24 bits, which LibTorch else leaves to a BLAS.
     */
    REDUCED("medium");

    private static final Object LOCK = new Object();
    private static Float32Products current;
    private static int users;

    private final String setting;

    Float32Products(String setting) {
        this.setting = setting;
    }

    /**
     * {@return what a precision takes}
     *
     * @param device {@code cpu} or {@code cuda:N}
     */
    static Float32Products of(Precision precision, String device) {
        boolean oneDnn = precision != Precision.FP32
                && device.equals("cpu")
                && AttentionProducts.onCpu(precision).way() == DotProductAttention.SEPARATE;
        return precision == Precision.TF32 || oneDnn ? REDUCED : FULL;
    }

    /** Waits until the process can be set so, and holds it there until the use is closed. */
    Use use() {
        synchronized (LOCK) {
            boolean interrupted = false;
            while (users > 0 && current != this) {
                try {
                    LOCK.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (current != this) {
                globalContext().setFloat32MatmulPrecision(setting);
                // A setting of its own, which otherwise lets convolutions on CUDA take TF32 in every precision.
                globalContext().setAllowTF32CuDNN(this == REDUCED);
                current = this;
            }
            users++;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return () -> {
            synchronized (LOCK) {
                users--;
                LOCK.notifyAll();
            }
        };
    }

    /** One computation under a setting. */
    interface Use extends AutoCloseable {
        @Override
        void close();
    }
}
