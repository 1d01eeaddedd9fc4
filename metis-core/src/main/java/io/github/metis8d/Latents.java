package io.github.metis8d;

import java.util.Arrays;
import java.util.Objects;

/**
 * The answer for one clip: {@code T} rows of {@value #DIMENSIONS} continuous latents, {@value #ROWS_PER_SECOND} rows a
 * second, as they are before vector quantisation.
 *
 * <p>Row-major and flat: latent {@code d} of row {@code t} is {@code values()[t * 8 + d]}.
 */
public final class Latents {
    /** Latents in a row. */
    public static final int DIMENSIONS = 8;

    /** Rows in a second of audio. */
    public static final int ROWS_PER_SECOND = 50;

    private final float[] values;

    /**
     * Wraps a flat array, which is kept and not copied.
     *
     * @param values {@code T * 8} latents, row after row
     * @throws IllegalArgumentException if the length is no multiple of 8
     */
    public Latents(float[] values) {
        if (values.length % DIMENSIONS != 0) {
            throw new IllegalArgumentException(
                    values.length + " values do not make rows of " + DIMENSIONS + " latents");
        }
        this.values = values;
    }

    /**
     * Copies an array of rows.
     *
     * @param rows {@code [T][8]}
     * @return the same numbers, flat
     * @throws IllegalArgumentException if a row has not 8 values
     */
    public static Latents of(float[][] rows) {
        float[] flat = new float[rows.length * DIMENSIONS];
        for (int t = 0; t < rows.length; t++) {
            if (rows[t].length != DIMENSIONS) {
                throw new IllegalArgumentException(
                        "row " + t + " has " + rows[t].length + " values instead of " + DIMENSIONS);
            }
            System.arraycopy(rows[t], 0, flat, t * DIMENSIONS, DIMENSIONS);
        }
        return new Latents(flat);
    }

    /** {@return the number of rows, T} */
    public int frames() {
        return values.length / DIMENSIONS;
    }

    /**
     * {@return one latent}
     *
     * @param frame the row, 0 to T - 1
     * @param dimension the column, 0 to 7
     * @throws IndexOutOfBoundsException if there is no such row or column
     */
    public float get(int frame, int dimension) {
        Objects.checkIndex(dimension, DIMENSIONS);
        return values[frame * DIMENSIONS + dimension];
    }

    /** {@return all latents, row after row, {@code T * 8} of them: the array itself, not a copy, so leave it as it is} */
    public float[] values() {
        return values;
    }

    /** {@return a copy as an array of rows, {@code [T][8]}} */
    public float[][] toArray() {
        float[][] rows = new float[frames()][];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = Arrays.copyOfRange(values, t * DIMENSIONS, (t + 1) * DIMENSIONS);
        }
        return rows;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latents latents && Arrays.equals(values, latents.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Latents[" + frames() + " x " + DIMENSIONS + "]";
    }
}
