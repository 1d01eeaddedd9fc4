package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Latents of three kinds of files around three centres, with a few that are far from all, hardly move, or are not finite.
 */
final class SyntheticOutput {
    static final int FAR_EVERY = 1500;
    static final int STILL_EVERY = 1000;
    static final int NOT_FINITE_EVERY = 2000;

    private final int meanFrames;

    SyntheticOutput(int meanFrames) {
        this.meanFrames = meanFrames;
    }

    /** {@return the i-th file, the same each time} */
    Entry entry(int i) {
        Random random = new Random(i);
        int frames = 1 + (int) (meanFrames * Math.exp(0.6 * random.nextGaussian() - 0.18));
        float[] centre = new float[Latents.DIMENSIONS];
        for (int d = 0; d < centre.length; d++) {
            centre[d] = (float) (0.4 * random.nextGaussian() + (i % 3 - 1) * Math.cos(d));
            if (i % FAR_EVERY == FAR_EVERY - 1) {
                centre[d] += 5;
            }
        }
        float movement = i % STILL_EVERY == STILL_EVERY - 1 ? 0.01f : 1;
        float[] values = new float[frames * Latents.DIMENSIONS];
        for (int j = 0; j < values.length; j++) {
            values[j] = centre[j % Latents.DIMENSIONS] + movement * (random.nextFloat() + random.nextFloat() - 1);
        }
        if (i % NOT_FINITE_EVERY == NOT_FINITE_EVERY - 1) {
            values[2] = Float.NaN;
        }
        return new Entry(
                String.format("part_%03d/%02x/%016x.wav", i % 7, i & 0xff, random.nextLong()), new Latents(values));
    }

    /** Writes JSON lines. */
    void write(Path file, int files) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < files; i++) {
                Entry entry = entry(i);
                out.write("{\"path\": \"" + entry.key() + "\", \"latents\": [");
                for (int t = 0; t < entry.latents().frames(); t++) {
                    for (int d = 0; d < Latents.DIMENSIONS; d++) {
                        out.write(d > 0 ? ", " : t == 0 ? "[" : "], [");
                        out.write(Float.toString(entry.latents().get(t, d)));
                    }
                }
                out.write("]]}\n");
            }
        }
    }

    /** @param arguments the file to write, how many files it has, and how many frames they have on average */
    public static void main(String[] arguments) throws IOException {
        new SyntheticOutput(Integer.parseInt(arguments[2]))
                .write(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }
}
