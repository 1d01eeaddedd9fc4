/**
 * 16 kHz speech to 8-D continuous semantic latents: the API, batching and errors. What runs the model and what fetches
 * checkpoints are services, which the JVM resolves where their modules are on the module path.
 */
@SuppressWarnings("module") // It is compiled before the modules that it names.
module io.github.metis8d {
    exports io.github.metis8d;
    exports io.github.metis8d.spi;
    exports io.github.metis8d.loading to
            io.github.metis8d.io,
            io.github.metis8d.torch;

    uses io.github.metis8d.spi.BackendProvider;
    uses io.github.metis8d.spi.ModelResolver;
    uses io.github.metis8d.spi.NativeLibraries;
}
