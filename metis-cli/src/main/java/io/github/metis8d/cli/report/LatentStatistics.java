package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What many files' latents have in common, gathered in constant memory. */
public final class LatentStatistics {
    /** The names of more files would tell nothing new. */
    private static final int MAX_NAMES = 10;

    private final Range[] ranges = new Range[Latents.DIMENSIONS];
    private final List<String> notFinite = new ArrayList<>();
    private long files;
    private long frames;
    private long filesNotFinite;
    private Length shortest;
    private Length longest;

    /**
     * A file and how many rows it has.
     *
     * @param key the file
     * @param frames its rows
     */
    public record Length(String key, int frames) {}

    /** The values of one dimension, but for NaN and infinities. The mean and the variance are gathered as Welford does. */
    public static final class Range {
        private long count;
        private float min = Float.POSITIVE_INFINITY;
        private float max = Float.NEGATIVE_INFINITY;
        private double mean;
        private double squares;

        private Range() {}

        private void add(float value) {
            count++;
            min = Math.min(min, value);
            max = Math.max(max, value);
            double deviation = value - mean;
            mean += deviation / count;
            squares += deviation * (value - mean);
        }

        /** {@return the smallest value; NaN if there is none} */
        public float min() {
            return count == 0 ? Float.NaN : min;
        }

        /** {@return the largest value; NaN if there is none} */
        public float max() {
            return count == 0 ? Float.NaN : max;
        }

        /** {@return the mean; NaN if there is no value} */
        public double mean() {
            return count == 0 ? Double.NaN : mean;
        }

        /** {@return the root of the mean squared deviation, as NumPy's std; NaN if there is no value} */
        public double standardDeviation() {
            return Math.sqrt(squares / count);
        }
    }

    /** Begins with no file. */
    public LatentStatistics() {
        for (int d = 0; d < ranges.length; d++) {
            ranges[d] = new Range();
        }
    }

    /**
     * Takes a file.
     *
     * @param entry its latents
     */
    public void add(Entry entry) {
        Latents latents = entry.latents();
        files++;
        frames += latents.frames();
        Length length = new Length(entry.key(), latents.frames());
        if (shortest == null || length.frames < shortest.frames) {
            shortest = length;
        }
        if (longest == null || length.frames > longest.frames) {
            longest = length;
        }
        boolean finite = true;
        float[] values = latents.values();
        for (int i = 0; i < values.length; i++) {
            if (Float.isFinite(values[i])) {
                ranges[i % Latents.DIMENSIONS].add(values[i]);
            } else {
                finite = false;
            }
        }
        if (!finite) {
            filesNotFinite++;
            if (notFinite.size() < MAX_NAMES) {
                notFinite.add(entry.key());
            }
        }
    }

    /** {@return how many files there are} */
    public long files() {
        return files;
    }

    /** {@return how many rows they have} */
    public long frames() {
        return frames;
    }

    /** {@return how many files have a value that is NaN or infinite} */
    public long filesNotFinite() {
        return filesNotFinite;
    }

    /** {@return the names of the first of them} */
    public List<String> notFinite() {
        return Collections.unmodifiableList(notFinite);
    }

    /** {@return the shortest file, the first of several; null if there is none} */
    public Length shortest() {
        return shortest;
    }

    /** {@return the longest file, the first of several; null if there is none} */
    public Length longest() {
        return longest;
    }

    /**
     * {@return the values of a dimension}
     *
     * @param dimension from 0 to 7
     */
    public Range range(int dimension) {
        return ranges[dimension];
    }
}
