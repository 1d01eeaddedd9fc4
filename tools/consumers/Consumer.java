import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;

/** Encodes one second of silence; fails unless that gives 49 rows of eight numbers. */
public class Consumer {
    public static void main(String[] args) {
        System.out.println(AudioDecoder.class + " is there too");
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.tinyRandom())
                .device("cpu")
                .build()) {
            float[][] latents = encoder.encode(new float[Metis8dEncoder.SAMPLE_RATE]);
            if (latents.length != 49 || latents[0].length != 8) {
                throw new AssertionError(latents.length + " x " + latents[0].length);
            }
        }
    }
}
