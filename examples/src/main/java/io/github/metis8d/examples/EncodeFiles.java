package io.github.metis8d.examples;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;
import java.nio.file.Path;
import java.util.Locale;

/** Encodes some audio files and prints the shape and the first row of each answer. */
public final class EncodeFiles {
    private EncodeFiles() {}

    /**
     * Runs the example.
     *
     * @param arguments the model (a checkpoint folder or tiny-random), the device (cuda:0 or cpu), and audio files
     */
    public static void main(String[] arguments) {
        AudioDecoder decoder = new AudioDecoder();
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.parse(arguments[0]))
                .device(arguments[1])
                .build()) {
            if (encoder.hasRandomWeights()) {
                System.out.println("This model has random weights: the latents mean nothing.");
            }
            for (int i = 2; i < arguments.length; i++) {
                Path file = Path.of(arguments[i]);
                try {
                    float[][] latents = encoder.encode(decoder.decode(file));
                    System.out.printf(
                            Locale.ROOT,
                            "%s: %d rows of %d, the first begins with %.4f%n",
                            file.getFileName(),
                            latents.length,
                            latents[0].length,
                            latents[0][0]);
                } catch (InvalidAudioException e) {
                    System.out.println("skipped: " + e.getMessage());
                }
            }
        }
    }
}
