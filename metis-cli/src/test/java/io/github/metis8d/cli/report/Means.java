package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;

/** Tables of files for tests, each of as many frames as it is asked to have, all with the same latents. */
final class Means {
    private final FileTable files = new FileTable();

    /** Adds a file of two frames; latents that are not given are 0. */
    Means file(double... means) {
        return fileOf(2, means);
    }

    Means fileOf(int frames, double... means) {
        float[] values = new float[frames * Latents.DIMENSIONS];
        for (int t = 0; t < frames; t++) {
            for (int d = 0; d < means.length; d++) {
                values[t * Latents.DIMENSIONS + d] = (float) means[d];
            }
        }
        files.add("file " + files.size(), new Latents(values));
        return this;
    }

    FileTable table() {
        return files;
    }
}
