package io.github.metis8d.cli.report;

import java.util.Arrays;

/**
 * The files in the plane of their two principal axes, counted in cells, as hundreds of thousands of points would hide each
 * other. A few that lie very far away do not make the rest small: they are drawn at the edge.
 */
final class FileMap {
    static final int COLUMNS = 96;
    static final int ROWS = 60;

    private final float[] x;
    private final float[] y;
    private final Side horizontal;
    private final Side vertical;

    FileMap(FileTable files, PrincipalAxes axes) {
        x = new float[files.size()];
        y = new float[files.size()];
        for (int file = 0; file < x.length; file++) {
            x[file] = (float) axes.place(files, file, 0);
            y[file] = (float) axes.place(files, file, 1);
        }
        horizontal = Side.of(x);
        vertical = Side.of(y);
    }

    /** What is shown of an axis. */
    record Side(double low, double high) {
        private static final double TAIL = 0.01;
        private static final double MARGIN = 1;
        private static final double PADDING = 0.03;

        static Side of(float[] places) {
            float[] sorted = places.clone();
            Arrays.sort(sorted); // NaN at the end
            int count = sorted.length;
            while (count > 0 && Float.isNaN(sorted[count - 1])) {
                count--;
            }
            if (count == 0) {
                return new Side(-1, 1);
            }
            double low = sorted[(int) (TAIL * (count - 1))];
            double high = sorted[(int) Math.ceil((1 - TAIL) * (count - 1))];
            double margin = MARGIN * (high - low);
            low = Math.max(sorted[0], low - margin);
            high = Math.min(sorted[count - 1], high + margin);
            double padding = high > low ? PADDING * (high - low) : 1;
            return new Side(low - padding, high + padding);
        }

        boolean holds(double place) {
            return place >= low && place <= high;
        }

        int cell(double place, int cells) {
            return (int) Math.max(0, Math.min(cells - 1, (place - low) / (high - low) * cells));
        }
    }

    int files() {
        return x.length;
    }

    Side horizontal() {
        return horizontal;
    }

    Side vertical() {
        return vertical;
    }

    float x(int file) {
        return x[file];
    }

    float y(int file) {
        return y[file];
    }

    /** The files that are drawn at the edge. */
    int beyond() {
        int beyond = 0;
        for (int file = 0; file < x.length; file++) {
            if (isPlaced(file) && !(horizontal.holds(x[file]) && vertical.holds(y[file]))) {
                beyond++;
            }
        }
        return beyond;
    }

    boolean isPlaced(int file) {
        return !Float.isNaN(x[file]);
    }

    /** The cell of a file that is placed: row after row, from the lower left. */
    int cell(int file) {
        return vertical.cell(y[file], ROWS) * COLUMNS + horizontal.cell(x[file], COLUMNS);
    }

    /** How many files are in each cell. */
    int[] counts() {
        int[] counts = new int[COLUMNS * ROWS];
        for (int file = 0; file < x.length; file++) {
            if (isPlaced(file)) {
                counts[cell(file)]++;
            }
        }
        return counts;
    }
}
