package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.globalContext;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.Precision;
import io.github.metis8d.torch.runtime.LibTorch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How exact float32 matrix products are. LibTorch has one setting for the whole process, so computations that want
 * different ones take turns, while those that want the same run side by side.
 */
enum Float32Products {
    /** All 24 bits. */
    FULL("highest"),
    /**
     * TF32 on CUDA, bfloat16 products of split operands on CPUs that have them. On other CPUs with AVX-512 this means
     * that LibTorch takes oneDNN's products, which have all 24 bits there and are faster than the BLAS that it takes
     * else.
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
        return precision == Precision.TF32 || device.equals("cpu") && oneDnnHasAllBits() ? REDUCED : FULL;
    }

    /** {@return whether the CPU's reduced products are oneDNN's, and not reduced} */
    static boolean oneDnnHasAllBits() {
        return Trial.ALL_BITS;
    }

    /** Made on first use. */
    private static final class Trial {
        private static final long SIZE = 64;
        /** Far from the rounding of float32, 1e-7, and that of bfloat16, 2e-3. */
        private static final double MAX_ERROR = 1e-5;

        static final boolean ALL_BITS =
                LibTorch.hasOneDnn() && LibTorch.hasAvx512() && !LibTorch.hasBfloat16Products() && error() < MAX_ERROR;

        private static double error() {
            try (PointerScope scope = new PointerScope();
                    InferenceMode inference = new InferenceMode();
                    Use use = REDUCED.use()) {
                Tensor x = randn(1, SIZE, SIZE);
                Tensor expected = bmm(x.to(ScalarType.Double), x.to(ScalarType.Double));
                return bmm(x, x).to(ScalarType.Double).sub_(expected).norm().item_double()
                        / expected.norm().item_double();
            }
        }
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
