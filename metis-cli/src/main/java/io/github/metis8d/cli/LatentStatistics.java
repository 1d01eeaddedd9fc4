package io.github.metis8d.cli;

import io.github.metis8d.Latents;
import io.github.metis8d.io.latents.LatentReader.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What many files' latents have in common, gathered in constant memory. */
final class LatentStatistics {
    /** The names of more files would tell nothing new. */
    private static final int MAX_NAMES = 10;

    private final Range[] ranges = new Range[Latents.DIMENSIONS];
    private final List<String> notFinite = new ArrayList<>();
    private long files;
    private long frames;
    private long filesNotFinite;
    private Length shortest;
    private Length longest;

    /** A file and how many rows it has. */
    record Length(String key, int frames) {}

    /** The values of one dimension, but for NaN and infinities. The mean and the variance are gathered as Welford does. */
    static final class Range {
        private long count;
        private float min = Float.POSITIVE_INFINITY;
        private float max = Float.NEGATIVE_INFINITY;
        private double mean;
        private double squares;

        private void add(float value) {
            count++;
            min = Math.min(min, value);
            max = Math.max(max, value);
            double deviation = value - mean;
            mean += deviation / count;
            squares += deviation * (value - mean);
        }

        float min() {
            return count == 0 ? Float.NaN : min;
        }

        float max() {
            return count == 0 ? Float.NaN : max;
        }

        double mean() {
            return count == 0 ? Double.NaN : mean;
        }

        /** The root of the mean squared deviation, as NumPy's std. */
        double standardDeviation() {
            return Math.sqrt(squares / count);
        }
    }

    LatentStatistics() {
        for (int d = 0; d < ranges.length; d++) {
            ranges[d] = new Range();
        }
    }

    void add(Entry entry) {
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

    long files() {
        return files;
    }

    long frames() {
        return frames;
    }

    /** Files with a value that is NaN or infinite. */
    long filesNotFinite() {
        return filesNotFinite;
    }

    /** The names of the first of them. */
    List<String> notFinite() {
        return Collections.unmodifiableList(notFinite);
    }

    /** The shortest file, the first of several; null if there is none. */
    Length shortest() {
        return shortest;
    }

    /** The longest file, the first of several; null if there is none. */
    Length longest() {
        return longest;
    }

    /** The values of a dimension, from 0. */
    Range range(int dimension) {
        return ranges[dimension];
    }
}
