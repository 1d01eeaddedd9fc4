package io.github.metis8d.bench;

import io.github.metis8d.Metis8dEncoder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What devices were given, all of them together. Safe for use by many threads. */
final class DeviceUse {
    private final double budgetSeconds;
    private final int maxShapes;
    private final Set<Long> shapes = new HashSet<>();
    private long batches;
    private double seconds;
    private double paddedSeconds;

    /**
     * @param budgetSeconds the most audio in a batch of several clips
     * @param maxShapes to so many sizes, in even steps up to the budget, batches are filled up
     */
    DeviceUse(double budgetSeconds, int maxShapes) {
        this.budgetSeconds = budgetSeconds;
        this.maxShapes = maxShapes;
    }

    /**
     * Counts a batch.
     *
     * @return the seconds that the device computes, padding included
     */
    synchronized double count(List<float[]> clips) {
        double audio = clips.stream().mapToDouble(clip -> clip.length).sum() / Metis8dEncoder.SAMPLE_RATE;
        long shape = (long) Math.ceil(audio * maxShapes / budgetSeconds);
        batches++;
        seconds += audio;
        paddedSeconds += shape * budgetSeconds / maxShapes;
        shapes.add(shape);
        return shape * budgetSeconds / maxShapes;
    }

    synchronized long batches() {
        return batches;
    }

    /** Without padding. */
    synchronized double seconds() {
        return seconds;
    }

    synchronized double paddedSeconds() {
        return paddedSeconds;
    }

    synchronized int shapes() {
        return shapes.size();
    }
}
