package io.github.metis8d.cli;

import io.github.metis8d.torch.cuda.CudaVersions;
import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import io.github.metis8d.torch.runtime.CudaBuild;
import io.github.metis8d.torch.runtime.CudaLibrary;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.Processor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a machine has for the encoder, and what it lacks.
 *
 * @param driver NVIDIA's, which need not be there
 * @param gpus that the process sees
 * @param limit the value of CUDA_VISIBLE_DEVICES, or null where it is not set
 */
record MachineReport(NvidiaDriver driver, List<Gpu> gpus, String limit) {
    private static final String INSTALL =
            "for what is missing, install CUDA 13 with cuDNN 9 and NCCL 2, or put its folder on LD_LIBRARY_PATH";

    /** Whether somebody wants GPUs here: LibTorch's CUDA build is on the class path, loaded or not. */
    static boolean cudaIsWanted() {
        return LibTorch.builtWithCuda() || CudaBuild.isOnClassPath();
    }

    void print(PrintWriter out) {
        line(out, "processor", processor());
        line(out, "driver", driver.version().orElse("none: there is no NVIDIA driver on this machine"));
        boolean cuda = LibTorch.builtWithCuda();
        line(out, "LibTorch", LibTorch.version() + (cuda ? ", with CUDA" : ", CPU build"));
        if (!cuda) {
            line(
                    out,
                    "",
                    cudaIsWanted()
                            ? "its CUDA build is on the class path, but could not be loaded: see what is missing"
                            : "for NVIDIA GPUs add the artifact io.github.metis8d:metis-cuda, or build with -Pcuda");
        }
        gpus(out);
        if (cudaIsWanted()) {
            libraries(out);
        }
        out.println();
        out.flush();
    }

    private static String processor() {
        Processor machine = Processor.ofMachine();
        Processor process = Processor.ofProcess();
        return machine.equals(process)
                ? machine.toString()
                : machine + ", taken for " + process.kind() + " by the system property " + Processor.PROPERTY;
    }

    private void gpus(PrintWriter out) {
        for (Gpu gpu : gpus) {
            line(
                    out,
                    gpu.device(),
                    String.format(
                            Locale.ROOT,
                            "%s, %.1f GiB, compute capability %s",
                            gpu.name(),
                            gpu.memoryBytes() / (double) (1 << 30),
                            gpu.capability()));
        }
        if (gpus.isEmpty()) {
            line(out, "GPU", "none that this process sees");
        }
        int unseen = driver.gpus() - gpus.size();
        if (unseen > 0) {
            line(out, "", "of the machine's " + driver.gpus() + " GPUs, " + unseen + " not: " + whyUnseen());
        }
    }

    private String whyUnseen() {
        if (limit != null) {
            return "CUDA_VISIBLE_DEVICES=" + limit + " hides them";
        }
        return LibTorch.builtWithCuda() ? "CUDA cannot use them" : "LibTorch was built without CUDA";
    }

    private static void libraries(PrintWriter out) {
        boolean versions = false;
        boolean missing = false;
        for (CudaLibrary library : CudaLibrary.values()) {
            String name = library.title();
            if (library.isFound()) {
                Optional<String> version = CudaVersions.of(library);
                versions |= version.isPresent();
                line(
                        out,
                        name,
                        version.map(number -> "found, version " + number).orElse("found"));
            } else {
                missing = true;
                line(out, name, "missing: " + library.file());
            }
        }
        if (missing) {
            line(out, "", INSTALL);
        }
        if (!versions) {
            line(out, "", "the libraries tell their versions only where NVIDIA's driver is");
        }
    }

    private static void line(PrintWriter out, String what, String text) {
        out.printf(Locale.ROOT, "%-9s %s%n", what, text);
    }
}
