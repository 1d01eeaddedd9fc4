package io.github.metis8d.cli.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Which files a person should look at, by what the latents tell. */
final class Findings {
    /** A file that moves less than this share of what the median file does. */
    static final double STILL = 0.25;
    /** Shorter ones have hardly time to move. */
    static final int MIN_FRAMES = 10;

    /** Of a thousand files whose means are normally distributed, one is farther from the others. */
    private static final double FAR = 5.1;

    /** Of fewer files the medians say too little. */
    private static final int FEWEST_FILES = 20;

    private static final int FEWEST_FAR = 5;
    private static final int MOST_FAR = 500;

    private final FileTable files;
    private final PrincipalAxes axes;
    private final Distances distances;
    private final Durations durations;
    private final double medianMovement;

    Findings(FileTable files) {
        this.files = files;
        axes = PrincipalAxes.of(files);
        distances = Distances.of(files, axes);
        durations = new Durations(files);
        medianMovement = median();
    }

    private double median() {
        double[] sorted = IntStream.range(0, files.size())
                .filter(file -> files.frames(file) >= MIN_FRAMES)
                .mapToDouble(files::movement)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    PrincipalAxes axes() {
        return axes;
    }

    Distances distances() {
        return distances;
    }

    Durations durations() {
        return durations;
    }

    double medianMovement() {
        return medianMovement;
    }

    /**
     * Those that are far from the others, the farthest first; if hardly any is, the farthest all the same. None where
     * there are few files.
     */
    int[] far() {
        if (files.size() < FEWEST_FILES) {
            return new int[0];
        }
        int[] farthest = distances.farthest(MOST_FAR);
        int far = FEWEST_FAR;
        while (far < farthest.length && distances.of(farthest[far]) > FAR) {
            far++;
        }
        return Arrays.copyOf(farthest, Math.min(far, farthest.length));
    }

    /** Files whose latents hardly change, as those of silence or of one tone, the stillest first. */
    int[] still() {
        return sorted(
                file -> files.frames(file) >= MIN_FRAMES && files.movement(file) < STILL * medianMovement,
                files::movement);
    }

    /** Files with values that are NaN or infinite, those with most of them first. */
    int[] notFinite() {
        return sorted(file -> files.notFinite(file) > 0, file -> -files.notFinite(file));
    }

    private int[] sorted(IntPredicate which, IntToDoubleFunction by) {
        return IntStream.range(0, files.size())
                .filter(which)
                .boxed()
                .sorted(Comparator.comparingDouble(by::applyAsDouble))
                .mapToInt(file -> file)
                .toArray();
    }
}
