package io.github.metis8d.cli.doctor;

import io.github.metis8d.torch.cuda.CudaVersions;
import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import io.github.metis8d.torch.runtime.CudaBuild;
import io.github.metis8d.torch.runtime.CudaLibrary;
import io.github.metis8d.torch.runtime.CudaPlaces;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.Processor;
import java.io.PrintWriter;
import java.util.ArrayList;
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
public record MachineReport(NvidiaDriver driver, List<Gpu> gpus, String limit) {
    /**
     * One thing that is there or missing.
     *
     * @param what its name, empty where the line goes on from the one before
     * @param text what there is to say of it
     */
    public record Line(String what, String text) {}

    /** {@return whether somebody wants GPUs here: LibTorch's CUDA build is on the class path, loaded or not} */
    public static boolean cudaIsWanted() {
        return LibTorch.builtWithCuda() || CudaBuild.isOnClassPath();
    }

    /**
     * Prints it, a line for each thing.
     *
     * @param out where
     */
    public void print(PrintWriter out) {
        for (Line line : lines()) {
            out.printf(Locale.ROOT, "%-9s %s%n", line.what(), line.text());
        }
        out.println();
        out.flush();
    }

    /** {@return what there is, in the order in which it is read} */
    public List<Line> lines() {
        List<Line> out = new ArrayList<>();
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
                            : "for NVIDIA GPUs take the archive whose name ends in -cuda, build with -Pcuda, or add the"
                                    + " artifact io.github.metis8d:metis-cuda");
        }
        gpus(out);
        if (cudaIsWanted()) {
            libraries(out);
        }
        return out;
    }

    private static String processor() {
        Processor machine = Processor.ofMachine();
        Processor process = Processor.ofProcess();
        return machine.equals(process)
                ? machine.toString()
                : machine + ", taken for " + process.kind() + " by the system property " + Processor.PROPERTY;
    }

    private void gpus(List<Line> out) {
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
            if (driver.version().isPresent()) {
                driver.whyNoGpu().ifPresent(reason -> line(out, "", reason));
            }
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

    private static void libraries(List<Line> out) {
        boolean versions = false;
        List<CudaLibrary> missing = new ArrayList<>();
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
                missing.add(library);
                line(out, name, "missing: " + library.file());
            }
        }
        new MissingLibraries(missing, CudaPlaces.ofMachine()).advice().forEach(advice -> line(out, "", advice));
        if (!versions) {
            line(out, "", "the libraries tell their versions only where NVIDIA's driver is");
        }
    }

    private static void line(List<Line> out, String what, String text) {
        out.add(new Line(what, text));
    }
}
