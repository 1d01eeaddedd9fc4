package io.github.metis8d.cli.report;

/**
 * How often which value occurs, gathered in 2 MB however many there are and wherever they lie: a count for each sign,
 * exponent and first nine bits of the fraction, so that neighbours differ by a five hundredth. Unlike bins of one width it
 * needs no range beforehand, and unlike a sketch it costs one addition a value, of which a job gives billions.
 */
final class ValueDistribution {
    private static final int DROPPED_BITS = 14;
    private static final int HALF = 1 << (Integer.SIZE - 1 - DROPPED_BITS);

    private final long[] counts = new long[2 * HALF];
    private long count;

    /** Adds a value that is finite. */
    void add(float value) {
        counts[(inOrder(Float.floatToRawIntBits(value)) >> DROPPED_BITS) + HALF]++;
        count++;
    }

    /** Bits of numbers to integers in the order of the numbers, and back. */
    private static int inOrder(int bits) {
        return bits ^ bits >> (Integer.SIZE - 1) & Integer.MAX_VALUE;
    }

    /** The smallest value of a bucket. */
    private static double start(int bucket) {
        if (bucket == 2 * HALF) {
            return Float.MAX_VALUE;
        }
        double start = Float.intBitsToFloat(inOrder((bucket - HALF) << DROPPED_BITS));
        // Of those that no finite value is in.
        return Double.isNaN(start)
                ? Math.copySign(Float.MAX_VALUE, bucket - HALF)
                : Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, start));
    }

    long count() {
        return count;
    }

    /**
     * A value below which a share of all lies, to a five hundredth of itself.
     *
     * @param share 0 to 1
     * @return NaN if there is no value
     */
    double quantile(double share) {
        double rank = share * count;
        long below = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0 && below + counts[bucket] >= rank) {
                double part = (rank - below) / counts[bucket];
                return start(bucket) + part * (start(bucket + 1) - start(bucket));
            }
            below += counts[bucket];
        }
        return Double.NaN;
    }

    /** The values in bins of one width. A bucket that two bins share is split as if its values were spread evenly. */
    Bins bins(double low, double high, int bins) {
        double width = (high - low) / bins;
        // One below and one above.
        double[] shares = new double[bins + 2];
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                spread(counts[bucket], (start(bucket) - low) / width, (start(bucket + 1) - low) / width, shares);
            }
        }
        long[] rounded = new long[bins];
        for (int bin = 0; bin < bins; bin++) {
            rounded[bin] = Math.round(shares[bin + 1]);
        }
        return new Bins(low, width, rounded, Math.round(shares[0]), Math.round(shares[bins + 1]));
    }

    /** @param start in bins, of which the first is 0 */
    private static void spread(long count, double start, double end, double[] shares) {
        int last = shares.length - 2;
        int first = (int) Math.max(-1, Math.min(last, Math.floor(start)));
        if (end == start) {
            // Buckets near zero are narrower than the rounding of their places.
            shares[first + 1] += count;
            return;
        }
        for (int bin = first; bin <= last; bin++) {
            double from = bin == -1 ? start : Math.max(start, bin);
            double to = bin == last ? end : Math.min(end, bin + 1);
            if (to > from) {
                shares[bin + 1] += count * (to - from) / (end - start);
            }
            if (to >= end) {
                return;
            }
        }
    }
}
