package io.github.metis8d.torch.cuda;

import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.cufft;
import org.bytedeco.cuda.global.curand;
import org.bytedeco.cuda.global.cusolver;
import org.bytedeco.cuda.global.cusparse;
import org.bytedeco.cuda.global.nccl;
import org.bytedeco.javacpp.Loader;

/** The libraries of NVIDIA that LibTorch's CUDA build needs, each found as LibTorch would find it. */
public enum CudaLibrary {
    /** The CUDA runtime. */
    CUDART("CUDA runtime", "libcudart.so.13") {
        @Override
        String ask(int[] answer) {
            cudart.cudaRuntimeGetVersion(answer);
            return answer[0] / 1000 + "." + answer[0] % 1000 / 10;
        }
    },
    /** Matrix products. */
    CUBLAS("cuBLAS", "libcublas.so.13") {
        @Override
        String ask(int[] answer) {
            return property(cublas::cublasGetProperty, answer);
        }
    },
    /** Convolutions. */
    CUDNN("cuDNN", "libcudnn.so.9") {
        @Override
        String ask(int[] answer) {
            return property(cudnn::cudnnGetProperty, answer);
        }
    },
    /** Fourier transforms. */
    CUFFT("cuFFT", "libcufft.so.12") {
        @Override
        String ask(int[] answer) {
            return property(cufft::cufftGetProperty, answer);
        }
    },
    /** Random numbers. */
    CURAND("cuRAND", "libcurand.so.10") {
        @Override
        String ask(int[] answer) {
            return property(curand::curandGetProperty, answer);
        }
    },
    /** Sparse matrices. */
    CUSPARSE("cuSPARSE", "libcusparse.so.12") {
        @Override
        String ask(int[] answer) {
            return property(cusparse::cusparseGetProperty, answer);
        }
    },
    /** Linear systems. */
    CUSOLVER("cuSOLVER", "libcusolver.so.12") {
        @Override
        String ask(int[] answer) {
            return property(cusolver::cusolverGetProperty, answer);
        }
    },
    /** Communication between GPUs. */
    NCCL("NCCL", "libnccl.so.2") {
        @Override
        String ask(int[] answer) {
            nccl.ncclGetVersion(answer);
            return answer[0] / 10_000 + "." + answer[0] / 100 % 100 + "." + answer[0] % 100;
        }
    };

    private final String title;
    private final String file;

    CudaLibrary(String title, String file) {
        this.title = title;
        this.file = file;
    }

    /** {@return its name for people, e.g. "cuBLAS"} */
    public String title() {
        return title;
    }

    /** {@return the file that the loader looks for, e.g. "libcublas.so.13"} */
    public String file() {
        return file;
    }

    /** {@return whether the loader finds it} */
    public boolean isFound() {
        try {
            Loader.loadGlobal(file);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** {@return its version, e.g. "13.1.1", or "unknown": what asks for it needs NVIDIA's driver} */
    public String version() {
        try {
            return ask(new int[1]);
        } catch (LinkageError e) {
            System.getLogger(CudaLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} cannot be asked for its version: {1}", file, e);
            return "unknown";
        }
    }

    abstract String ask(int[] answer);

    private interface Property {
        int get(int which, int[] value);
    }

    /** Major, minor and patch level are asked for one by one. */
    private static String property(Property property, int[] answer) {
        StringBuilder version = new StringBuilder();
        for (int which = 0; which < 3; which++) {
            property.get(which, answer);
            version.append(which == 0 ? "" : ".").append(answer[0]);
        }
        return version.toString();
    }
}
