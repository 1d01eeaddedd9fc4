package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How long the files are. */
final class Durations {
    private static final int BINS = 48;
    /** Few files of hours would squeeze all others into the first bin; they are counted as beyond the last. */
    private static final double DRAWN = 0.995;

    private final FileTable files;
    private final int[] sorted;

    Durations(FileTable files) {
        this.files = files;
        sorted = IntStream.range(0, files.size()).map(files::frames).sorted().toArray();
    }

    /** {@return seconds that a share of the files do not exceed; NaN if there is no file} */
    double quantile(double share) {
        return sorted.length == 0 ? Double.NaN : seconds(sorted[(int) Math.round(share * (sorted.length - 1))]);
    }

    /** The files in bins of a round number of seconds. */
    Bins bins() {
        if (sorted.length == 0) {
            return new Bins(0, 1, new long[0], 0, 0);
        }
        double shortest = seconds(sorted[0]);
        double span = quantile(DRAWN) - shortest;
        double width = Bins.roundWidth(Math.max(span / BINS, 1.0 / Latents.ROWS_PER_SECOND));
        double low = Math.floor(shortest / width + 1e-9) * width;
        long[] counts = new long[(int) ((quantile(DRAWN) - low) / width + 1e-9) + 1];
        long above = 0;
        for (int frames : sorted) {
            int bin = (int) ((seconds(frames) - low) / width + 1e-9);
            if (bin < counts.length) {
                counts[bin]++;
            } else {
                above++;
            }
        }
        return new Bins(low, width, counts, 0, above);
    }

    int[] shortest(int most) {
        return byLength(1, most);
    }

    int[] longest(int most) {
        return byLength(-1, most);
    }

    private int[] byLength(int sign, int most) {
        return IntStream.range(0, files.size())
                .boxed()
                .sorted(Comparator.comparingInt(file -> sign * files.frames(file)))
                .limit(most)
                .mapToInt(file -> file)
                .toArray();
    }

    private static double seconds(int frames) {
        return (double) frames / Latents.ROWS_PER_SECOND;
    }

    /** {@return whether a file is among the middle half by its length} */
    boolean isUsual(int file) {
        int frames = files.frames(file);
        return frames > 0 && frames >= sorted[sorted.length / 4] && frames <= sorted[sorted.length * 3 / 4];
    }
}
