package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is kept of every file, 48 bytes and its name: enough for the map, the lists, and the choice of clips to draw. */
final class FileTable {
    private final List<String> keys = new ArrayList<>();
    private int[] frames = new int[1024];
    private int[] notFinite = new int[frames.length];
    private float[] movements = new float[frames.length];
    private float[] means = new float[frames.length * Latents.DIMENSIONS];

    /** Adds a file, but for its values that are not finite. */
    void add(String key, Latents latents) {
        int file = keys.size();
        if (file == frames.length) {
            grow();
        }
        keys.add(key);
        frames[file] = latents.frames();
        double squares = 0;
        int finite = 0;
        for (int d = 0; d < Latents.DIMENSIONS; d++) {
            double sum = 0;
            int count = 0;
            for (int t = 0; t < latents.frames(); t++) {
                float value = latents.get(t, d);
                if (Float.isFinite(value)) {
                    sum += value;
                    count++;
                }
            }
            double mean = sum / count;
            means[file * Latents.DIMENSIONS + d] = (float) mean;
            finite += count;
            squares += squaredDeviations(latents, d, mean);
        }
        notFinite[file] = latents.frames() * Latents.DIMENSIONS - finite;
        movements[file] = (float) Math.sqrt(squares / finite);
    }

    private static double squaredDeviations(Latents latents, int dimension, double mean) {
        double squares = 0;
        for (int t = 0; t < latents.frames(); t++) {
            float value = latents.get(t, dimension);
            if (Float.isFinite(value)) {
                squares += (value - mean) * (value - mean);
            }
        }
        return squares;
    }

    private void grow() {
        int size = Math.multiplyExact(frames.length, 2);
        frames = Arrays.copyOf(frames, size);
        notFinite = Arrays.copyOf(notFinite, size);
        movements = Arrays.copyOf(movements, size);
        means = Arrays.copyOf(means, Math.multiplyExact(size, Latents.DIMENSIONS));
    }

    int size() {
        return keys.size();
    }

    String key(int file) {
        return keys.get(file);
    }

    int frames(int file) {
        return frames[file];
    }

    double seconds(int file) {
        return (double) frames[file] / Latents.ROWS_PER_SECOND;
    }

    /** How many of its values are NaN or infinite. */
    int notFinite(int file) {
        return notFinite[file];
    }

    /** How far its latents are from their means on average, the root of the mean square; NaN without finite values. */
    float movement(int file) {
        return movements[file];
    }

    /** The mean of one latent, from 0; NaN without finite values. */
    float mean(int file, int dimension) {
        return means[file * Latents.DIMENSIONS + dimension];
    }

    /** Whether each latent has a mean. */
    boolean hasMeans(int file) {
        for (int d = 0; d < Latents.DIMENSIONS; d++) {
            if (!Float.isFinite(mean(file, d))) {
                return false;
            }
        }
        return true;
    }
}
