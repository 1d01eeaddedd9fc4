import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.torch.runtime.LibTorch;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads all native libraries: by JavaCPP alone with the argument "javacpp", else as Metis does. */
final class Start {
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("javacpp")) {
            Loader.load(torch.class);
            Loader.load(avformat.class);
        } else {
            LibTorch.load();
            new AudioDecoder();
        }
    }
}
