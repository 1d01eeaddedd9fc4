package io.github.metis8d.cli;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.torch.runtime.LibTorch;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    /** The version of the command, without loading LibTorch. */
    static String ofCommand() {
        String version = Metis8dEncoder.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "metis " + ofCommand(),
            "LibTorch " + LibTorch.version() + ", " + cuda(),
            "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    private static String cuda() {
        if (!LibTorch.builtWithCuda()) {
            return "CPU build, without CUDA";
        }
        int devices = LibTorch.cudaDevices();
        return "with CUDA, " + (devices == 0 ? "no GPU" : devices + (devices == 1 ? " GPU" : " GPUs"));
    }
}
