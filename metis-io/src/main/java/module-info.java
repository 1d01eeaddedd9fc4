/** Files: audio in, latents out, the extraction job, and published checkpoints. */
@SuppressWarnings("module") // It is compiled before the command.
module io.github.metis8d.io {
    requires transitive io.github.metis8d;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires org.bytedeco.ffmpeg;
    requires org.bytedeco.javacpp;
    requires org.lwjgl;
    requires org.lwjgl.opus;

    exports io.github.metis8d.io.audio;
    exports io.github.metis8d.io.files to
            io.github.metis8d.cli;
    exports io.github.metis8d.io.hub;
    exports io.github.metis8d.io.job;
    exports io.github.metis8d.io.latents;
    exports io.github.metis8d.io.options to
            io.github.metis8d.cli;

    uses io.github.metis8d.io.latents.ParquetProvider;

    provides io.github.metis8d.spi.ModelResolver with
            io.github.metis8d.io.hub.HubModelResolver;
}
