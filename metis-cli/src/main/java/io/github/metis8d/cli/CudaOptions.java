package io.github.metis8d.cli;

import io.github.metis8d.torch.runtime.CudaBuild;
import io.github.metis8d.torch.runtime.CudaFolders;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says where NVIDIA's libraries are, for commands that load LibTorch. */
final class CudaOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** To be called before LibTorch is loaded. */
    @Option(
            names = "--cuda-libraries",
            paramLabel = "DIR",
            description =
                    "Where CUDA's libraries are that the system does not find by itself: the folder of a toolkit, of a"
                            + " Python environment with the packages nvidia-* or torch, or of the libraries. metis doctor"
                            + " suggests one.")
    private void search(Path folder) {
        if (folder == null) {
            return;
        }
        if (!CudaBuild.isOnClassPath()) {
            throw wrong(
                    "--cuda-libraries is for LibTorch's CUDA build, which is not here: take the archive whose name ends in"
                            + " -cuda, or build with -Pcuda");
        }
        if (CudaFolders.below(folder).folders().isEmpty()) {
            throw wrong("there are no libraries of CUDA in " + folder
                    + ", nor where a toolkit or a Python environment has" + " them below it");
        }
        System.setProperty(CudaFolders.PROPERTY, folder.toString());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
