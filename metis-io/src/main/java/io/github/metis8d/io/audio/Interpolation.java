package io.github.metis8d.io.audio;

import java.util.Arrays;

/** A signal that comes in pieces, read between its samples by {@link InterpolatedTaps}. */
final class Interpolation {
    private static final int WINDOW = 1 << 14;

    private final InterpolatedTaps taps;
    private final long step;
    private final long phases;
    private final float[] window;
    private final float[] scratch;
    private int length;
    /** The place of the window in the signal, which begins with what is before the first output. */
    private long start;

    private long outputs;

    /**
     * @param taps the low-pass
     * @param step output n lies at sample {@code n * step / phases}
     * @param phases as above
     */
    Interpolation(InterpolatedTaps taps, long step, long phases) {
        this.taps = taps;
        this.step = step;
        this.phases = phases;
        this.window = new float[WINDOW + taps.length()];
        this.scratch = new float[taps.length()];
    }

    /** {@return how many samples are taken at most at once} */
    static int most() {
        return WINDOW;
    }

    /**
     * Takes samples, and gives all outputs that depend on no later ones.
     *
     * @param samples at most {@link #most} of them
     */
    float[] next(float[] samples, int from, int count) {
        System.arraycopy(samples, from, window, length, count);
        length += count;
        long last = start + length - taps.length();
        // The last output n whose first tap works on a sample up to that.
        long end = last < 0 ? outputs : Math.max(outputs, (last * phases + phases - 1) / step + 1);
        float[] made = new float[(int) (end - outputs)];
        int used = 0;
        while (used < made.length && outputs * step / phases <= last) {
            long at = outputs * step;
            made[used++] = taps.apply(window, (int) (at / phases - start), (double) (at % phases) / phases, scratch);
            outputs++;
        }
        int done = (int) Math.max(0, Math.min(length, outputs * step / phases - start));
        System.arraycopy(window, done, window, 0, length - done);
        length -= done;
        start += done;
        return used == made.length ? made : Arrays.copyOf(made, used);
    }
}
