package io.github.metis8d.torch.cuda;

import io.github.metis8d.torch.runtime.CudaLibrary;
import java.lang.System.Logger.Level;
import java.util.Optional;
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

/** The versions of NVIDIA's libraries, which the libraries tell themselves. */
public final class CudaVersions {
    private static final System.Logger LOG = System.getLogger(CudaVersions.class.getName());

    private CudaVersions() {}

    /**
     * {@return the version of a library, e.g. "13.1.1", or nothing where NVIDIA's driver is missing, without which none
     * can be asked}
     *
     * @param library one that is found
     */
    public static Optional<String> of(CudaLibrary library) {
        try {
            return Optional.of(ask(library, new int[1]));
        } catch (LinkageError e) {
            LOG.log(Level.DEBUG, "{0} cannot be asked for its version: {1}", library.file(), e);
            return Optional.empty();
        }
    }

    /** Looks at a class of the one library's presets only: none need be there. */
    private static String ask(CudaLibrary library, int[] answer) {
        return switch (library) {
            case CUDART -> {
                cudart.cudaRuntimeGetVersion(answer);
                yield thousands(answer[0]);
            }
            case CUBLAS -> property(cublas::cublasGetProperty, answer);
            case CUBLASLT -> property(cublas::cublasLtGetProperty, answer);
            case CUDNN -> property(cudnn::cudnnGetProperty, answer);
            case CUFFT -> property(cufft::cufftGetProperty, answer);
            case CURAND -> property(curand::curandGetProperty, answer);
            case CUSPARSE -> property(cusparse::cusparseGetProperty, answer);
            case CUSOLVER -> property(cusolver::cusolverGetProperty, answer);
            case NCCL -> {
                nccl.ncclGetVersion(answer);
                yield answer[0] / 10_000 + "." + answer[0] / 100 % 100 + "." + answer[0] % 100;
            }
            case CUFILE -> {
                cufile.cuFileGetVersion(answer);
                yield thousands(answer[0]);
            }
            case CUPTI -> {
                cupti.cuptiGetVersion(answer);
                yield String.valueOf(answer[0]);
            }
            case NVRTC -> {
                int[] minor = new int[1];
                nvrtc.nvrtcVersion(answer, minor);
                yield answer[0] + "." + minor[0];
            }
        };
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
