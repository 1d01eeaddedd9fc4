package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;

/**
 * A file's latents over time, as they are drawn.
 *
 * @param file its place in the table
 * @param why it is drawn, in a word: {@code typical}, {@code outlier}, {@code still}, {@code not-finite} or {@code any}
 * @param frames of the file
 * @param columns one latent after the other, from the start of the file to its end; NaN where a frame is not finite
 */
record Clip(int file, String why, int frames, float[][] columns) {
    /** More would be finer than the screen. */
    static final int MAX_COLUMNS = 240;

    static Clip of(int file, String why, Latents latents) {
        int columns = Math.min(latents.frames(), MAX_COLUMNS);
        float[][] means = new float[Latents.DIMENSIONS][columns];
        for (int column = 0; column < columns; column++) {
            int first = (int) ((long) column * latents.frames() / columns);
            int end = (int) ((column + 1L) * latents.frames() / columns);
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                double sum = 0;
                for (int frame = first; frame < end; frame++) {
                    sum += latents.get(frame, d);
                }
                means[d][column] = (float) (sum / (end - first));
            }
        }
        return new Clip(file, why, latents.frames(), means);
    }
}
