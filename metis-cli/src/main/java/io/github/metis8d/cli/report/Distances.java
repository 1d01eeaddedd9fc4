package io.github.metis8d.cli.report;

import io.github.metis8d.Latents;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How far each file's mean latents are from those of the others: along each principal axis in standard deviations from the
 * median, of all axes the root of the sum of squares (Mahalanobis). The deviation is taken from the median of the
 * deviations, so that outliers do not hide themselves by making it larger. Eight independent normal axes give 2.7 in the
 * middle, and above 5.1 for one file in a thousand.
 */
final class Distances {
    /** By which the median of absolute deviations is the standard deviation of a normal distribution. */
    private static final double NORMAL = 1.4826;

    private final float[] distances;

    private Distances(float[] distances) {
        this.distances = distances;
    }

    static Distances of(FileTable files, PrincipalAxes axes) {
        float[] squares = new float[files.size()];
        for (int axis = 0; axis < Latents.DIMENSIONS; axis++) {
            double[] places = new double[files.size()];
            for (int file = 0; file < places.length; file++) {
                places[file] = axes.place(files, file, axis);
            }
            double median = median(places);
            double[] deviations =
                    Arrays.stream(places).map(place -> Math.abs(place - median)).toArray();
            double scale = NORMAL * median(deviations);
            // Where more than half are alike.
            scale = scale > 0 ? scale : Math.sqrt(axes.variances()[axis]);
            for (int file = 0; file < places.length; file++) {
                double distance = scale > 0 ? deviations[file] / scale : 0;
                squares[file] += (float) (distance * distance);
            }
        }
        for (int file = 0; file < squares.length; file++) {
            squares[file] = files.hasMeans(file) ? (float) Math.sqrt(squares[file]) : Float.NaN;
        }
        return new Distances(squares);
    }

    private static double median(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** NaN if it has no means. */
    float of(int file) {
        return distances[file];
    }

    /** The files by their distance, the farthest first; those of the same in their order. */
    int[] farthest(int most) {
        return IntStream.range(0, distances.length)
                .filter(file -> !Float.isNaN(distances[file]))
                .boxed()
                .sorted(Comparator.comparingDouble(file -> -distances[file]))
                .limit(most)
                .mapToInt(file -> file)
                .toArray();
    }
}
