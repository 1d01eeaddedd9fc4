package io.github.metis8d.examples;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Submits clips from many threads, as a server does; those that wait together share batches on the device. */
public final class ManyCallers {
    private ManyCallers() {}

    /**
     * Runs the example.
     *
     * @param arguments the model (a checkpoint folder or tiny-random) and the device (cuda:0 or cpu)
     */
    public static void main(String[] arguments) {
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                .model(ModelSource.parse(arguments[0]))
                .device(arguments[1])
                .build()) {
            List<CompletableFuture<Latents>> answers = IntStream.range(0, 16)
                    .parallel()
                    .mapToObj(i -> encoder.submit(tone(200 + 20 * i)))
                    .toList();
            int rows =
                    answers.stream().mapToInt(answer -> answer.join().frames()).sum();
            System.out.println(answers.size() + " clips, " + rows + " rows of " + Latents.DIMENSIONS + " latents");
        }
    }

    private static float[] tone(double hertz) {
        float[] samples = new float[2 * Metis8dEncoder.SAMPLE_RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / Metis8dEncoder.SAMPLE_RATE));
        }
        return samples;
    }
}
