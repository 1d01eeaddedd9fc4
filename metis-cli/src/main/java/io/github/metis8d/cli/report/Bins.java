package io.github.metis8d.cli.report;

/**
 * How many values lie where.
 *
 * @param low where the first bin starts
 * @param width of each bin
 * @param counts one for each bin
 * @param below how many lie below the first
 * @param above how many lie above the last
 */
record Bins(double low, double width, long[] counts, long below, long above) {
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    /** A width that reads well on an axis, not below the given one. */
    static double roundWidth(double atLeast) {
        double decade = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double round : ROUND) {
            if (round * decade >= atLeast * (1 - 1e-9)) {
                return round * decade;
            }
        }
        return 10 * decade;
    }
}
