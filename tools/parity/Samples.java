import io.github.metis8d.MetisException;
import io.github.metis8d.io.audio.AudioDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what metis decodes of some files, as float32 at 16 kHz: 0.f32 for the first, 1.f32 for the second and so on. */
public final class Samples {
    private Samples() {}

    /**
     * Decodes.
     *
     * @param arguments a folder, and audio files
     */
    public static void main(String[] arguments) throws IOException {
        AudioDecoder decoder = new AudioDecoder();
        for (int i = 1; i < arguments.length; i++) {
            try {
                float[] samples = decoder.read(Path.of(arguments[i])).samples();
                ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(samples);
                Files.write(Path.of(arguments[0], (i - 1) + ".f32"), bytes.array());
            } catch (MetisException e) {
                System.err.println(e.getMessage());
            }
        }
    }
}
