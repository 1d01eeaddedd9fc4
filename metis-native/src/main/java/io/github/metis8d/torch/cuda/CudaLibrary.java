package io.github.metis8d.torch.cuda;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.cufft;
import org.bytedeco.cuda.global.cufile;
import org.bytedeco.cuda.global.cupti;
import org.bytedeco.cuda.global.curand;
import org.bytedeco.cuda.global.cusolver;
import org.bytedeco.cuda.global.cusparse;
import org.bytedeco.cuda.global.nccl;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;

/**
 * The libraries of NVIDIA that LibTorch's CUDA build uses, and NVRTC, which our own kernels need; each found as LibTorch
 * would find it.
 */
public enum CudaLibrary {
    /** The CUDA runtime. */
    CUDART("CUDA", "libcudart.so.13", answer -> {
        cudart.cudaRuntimeGetVersion(answer);
        return thousands(answer[0]);
    }),
    /** Matrix products. */
    CUBLAS("cuBLAS", "libcublas.so.13", answer -> property(cublas::cublasGetProperty, answer)),
    /** Matrix products with what follows them. */
    CUBLASLT("cuBLASLt", "libcublasLt.so.13", answer -> property(cublas::cublasLtGetProperty, answer)),
    /** Convolutions. */
    CUDNN("cuDNN", "libcudnn.so.9", answer -> property(cudnn::cudnnGetProperty, answer)),
    /** Fourier transforms. */
    CUFFT("cuFFT", "libcufft.so.12", answer -> property(cufft::cufftGetProperty, answer)),
    /** Random numbers. */
    CURAND("cuRAND", "libcurand.so.10", answer -> property(curand::curandGetProperty, answer)),
    /** Sparse matrices. */
    CUSPARSE("cuSPARSE", "libcusparse.so.12", answer -> property(cusparse::cusparseGetProperty, answer)),
    /** Linear systems. */
    CUSOLVER("cuSOLVER", "libcusolver.so.12", answer -> property(cusolver::cusolverGetProperty, answer)),
    /** Communication between GPUs. */
    NCCL("NCCL", "libnccl.so.2", answer -> {
        nccl.ncclGetVersion(answer);
        return answer[0] / 10_000 + "." + answer[0] / 100 % 100 + "." + answer[0] % 100;
    }),
    /** Files that a GPU reads. */
    CUFILE("cuFile", "libcufile.so.0", answer -> {
        cufile.cuFileGetVersion(answer);
        return thousands(answer[0]);
    }),
    /** Profiling. */
    CUPTI("CUPTI", "libcupti.so.13", answer -> {
        cupti.cuptiGetVersion(answer);
        return String.valueOf(answer[0]);
    }),
    /** The compiler of kernels. */
    NVRTC("NVRTC", "libnvrtc.so.13", answer -> {
        int[] minor = new int[1];
        nvrtc.nvrtcVersion(answer, minor);
        return answer[0] + "." + minor[0];
    });

    private final String title;
    private final String file;
    /** Looks at a class of the library's presets only when it runs: none need be there. */
    private final Function<int[], String> ask;

    CudaLibrary(String title, String file, Function<int[], String> ask) {
        this.title = title;
        this.file = file;
        this.ask = ask;
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

    /** {@return its version, e.g. "13.1.1", or nothing where NVIDIA's driver is missing, without which none can be asked} */
    public Optional<String> version() {
        try {
            return Optional.of(ask.apply(new int[1]));
        } catch (LinkageError e) {
            System.getLogger(CudaLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} cannot be asked for its version: {1}", file, e);
            return Optional.empty();
        }
    }

    /** 13010 for 13.1. */
    private static String thousands(int number) {
        return number / 1000 + "." + number % 1000 / 10;
    }

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
