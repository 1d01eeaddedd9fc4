/** The model in LibTorch, on CPU and CUDA. Applications find it through metis-core, and call nothing of it themselves. */
@SuppressWarnings("module") // It is compiled before the command.
module io.github.metis8d.torch {
    requires transitive io.github.metis8d;
    requires com.fasterxml.jackson.core;
    requires org.bytedeco.cuda;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.openblas;
    requires org.bytedeco.pytorch;

    exports io.github.metis8d.torch to
            io.github.metis8d.cli;
    exports io.github.metis8d.torch.cuda to
            io.github.metis8d.cli;
    exports io.github.metis8d.torch.measure to
            io.github.metis8d.cli;
    exports io.github.metis8d.torch.runtime to
            io.github.metis8d.cli;

    provides io.github.metis8d.spi.BackendProvider with
            io.github.metis8d.torch.TorchBackendProvider;
}
