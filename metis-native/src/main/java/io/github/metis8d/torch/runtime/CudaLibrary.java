package io.github.metis8d.torch.runtime;

import org.bytedeco.javacpp.Loader;

/**
 * The libraries of NVIDIA that LibTorch's CUDA build uses, and NVRTC, which our own kernels need; each found as LibTorch
 * would find it.
 */
public enum CudaLibrary {
    /** The CUDA runtime. */
    CUDART("CUDA", "libcudart.so.13"),
    /** Matrix products. */
    CUBLAS("cuBLAS", "libcublas.so.13"),
    /** Matrix products with what follows them. */
    CUBLASLT("cuBLASLt", "libcublasLt.so.13"),
    /** Convolutions. */
    CUDNN("cuDNN", "libcudnn.so.9"),
    /** Fourier transforms. */
    CUFFT("cuFFT", "libcufft.so.12"),
    /** Random numbers. */
    CURAND("cuRAND", "libcurand.so.10"),
    /** Sparse matrices. */
    CUSPARSE("cuSPARSE", "libcusparse.so.12"),
    /** Linear systems. */
    CUSOLVER("cuSOLVER", "libcusolver.so.12"),
    /** Communication between GPUs. */
    NCCL("NCCL", "libnccl.so.2"),
    /** Files that a GPU reads. */
    CUFILE("cuFile", "libcufile.so.0"),
    /** Profiling. */
    CUPTI("CUPTI", "libcupti.so.13"),
    /** The compiler of kernels. */
    NVRTC("NVRTC", "libnvrtc.so.13");

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

    /** {@return name and file, e.g. "cuBLAS (libcublas.so.13)"} */
    @Override
    public String toString() {
        return title + " (" + file + ")";
    }
}
