package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader.Entry;

/**
 * What a report needs of an output, gathered in one pass: 16 MB for the distributions, and of each file its name, its
 * length and the means of its latents.
 */
public final class Survey {
    private final LatentStatistics statistics = new LatentStatistics();
    private final FileTable files = new FileTable();
    private final ValueDistribution[] values = new ValueDistribution[Latents.DIMENSIONS];
    private final long[] notFinite = new long[Latents.DIMENSIONS];

    /** Begins with no file. */
    public Survey() {
        for (int d = 0; d < values.length; d++) {
            values[d] = new ValueDistribution();
        }
    }

    /**
     * Takes a file.
     *
     * @param entry its latents
     */
    public void add(Entry entry) {
        statistics.add(entry);
        files.add(entry.key(), entry.latents());
        float[] all = entry.latents().values();
        for (int i = 0; i < all.length; i++) {
            int d = i % Latents.DIMENSIONS;
            if (Float.isFinite(all[i])) {
                values[d].add(all[i]);
            } else {
                notFinite[d]++;
            }
        }
    }

    /** {@return the ranges of the latents, and how many files there are} */
    public LatentStatistics statistics() {
        return statistics;
    }

    FileTable files() {
        return files;
    }

    ValueDistribution values(int dimension) {
        return values[dimension];
    }

    /** How many values of a latent are NaN or infinite. */
    long notFinite(int dimension) {
        return notFinite[dimension];
    }
}
