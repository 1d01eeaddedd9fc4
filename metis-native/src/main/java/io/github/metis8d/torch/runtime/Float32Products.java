package io.github.metis8d.torch.runtime;

import static org.bytedeco.pytorch.global.torch.globalContext;

import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;

/**
 * How LibTorch makes its float32 matrix products. It has one setting for the CPU and one for all GPUs of the process:
 * computations that want different ones of the same kind of device take turns, all others run side by side.
 */
public enum Float32Products {
    /** On the CPU by its BLAS. */
    CPU_BLAS(Kind.CPU, "BLAS") {
        @Override
        void set() {
            globalContext().setFloat32Precision(Float32Backend.MKLDNN, Float32Op.MATMUL, Float32Precision.IEEE);
        }
    },
    /**
     * On the CPU by oneDNN where the processor has AVX-512: of bfloat16 operands where it multiplies matrices of them (AMX),
     * of all bits where it does not, and then faster than by BLAS. On processors without AVX-512 as {@link #CPU_BLAS}.
     */
    CPU_ONEDNN(Kind.CPU, "oneDNN") {
        @Override
        void set() {
            globalContext().setFloat32Precision(Float32Backend.MKLDNN, Float32Op.MATMUL, Float32Precision.BF16);
        }
    },
    /** On GPUs of all bits. */
    GPU_FLOAT32(Kind.GPU, "cuBLAS") {
        @Override
        void set() {
            setGpu(false);
        }
    },
    /** On GPUs of TF32 operands, in convolutions too. */
    GPU_TF32(Kind.GPU, "cuBLAS in TF32") {
        @Override
        void set() {
            setGpu(true);
        }
    };

    private final Kind kind;
    private final String title;

    Float32Products(Kind kind, String title) {
        this.kind = kind;
        this.title = title;
    }

    abstract void set();

    private static void setGpu(boolean tf32) {
        globalContext().setAllowTF32CuBLAS(tf32);
        // A setting of its own, which by default lets convolutions take TF32.
        globalContext().setAllowTF32CuDNN(tf32);
    }

    /** {@return by whom, for people} */
    public String title() {
        return title;
    }

    /**
     * Waits until no computation on this kind of device wants another setting, makes this one, and lets no other be made
     * before the answer is closed.
     *
     * @return the computation's hold on the setting
     */
    public Hold hold() {
        synchronized (kind) {
            boolean interrupted = false;
            while (kind.holders > 0 && kind.current != this) {
                try {
                    kind.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (kind.current != this) {
                set();
                kind.current = this;
            }
            kind.holders++;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return () -> {
            synchronized (kind) {
                kind.holders--;
                kind.notifyAll();
            }
        };
    }

    /** Of one computation on a setting. */
    public interface Hold extends AutoCloseable {
        /** Lets the setting be changed, if no other computation holds it. */
        @Override
        void close();
    }

    /** What has one setting, with what it is set to and how many computations rely on it. */
    private enum Kind {
        CPU,
        GPU;

        private Float32Products current;
        private int holders;
    }
}
