package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.Metis8dEncoder;
import java.time.Duration;
import java.util.List;

/**
 * What an encoder made of clips that lay in memory.
 *
 * @param clips that were handed over at once
 * @param audioSeconds encoded in a second
 * @param millis that a call took
 */
record Throughput(long clips, double audioSeconds, double millis) {
    /** Clips of one length are handed over one by one. */
    static Throughput alone(Metis8dEncoder encoder, double clipSeconds, Duration measured) {
        return repeated(encoder, Noise.clips(clipSeconds, 1), clipSeconds, measured);
    }

    /**
     * Clips of one length are handed over at once, so many that batches are full and the device never waits for the next
     * one.
     */
    static Throughput inFullBatches(Metis8dEncoder encoder, double clipSeconds, Duration measured) {
        long least = (long) Math.ceil(encoder.batchesInFlight() * encoder.batchSeconds() / clipSeconds);
        List<float[]> clips = Noise.clips(clipSeconds, least);
        encoder.encodeAll(clips);
        double seconds = seconds(encoder, clips);
        long enough = (long) Math.ceil(least * measured.toMillis() / 1e3 / seconds);
        return enough <= least
                ? of(least, clipSeconds, seconds)
                : of(enough, clipSeconds, seconds(encoder, Noise.clips(clipSeconds, enough)));
    }

    private static Throughput repeated(
            Metis8dEncoder encoder, List<float[]> clips, double clipSeconds, Duration measured) {
        encoder.encodeAll(clips);
        long start = System.nanoTime();
        int calls = 0;
        do {
            encoder.encodeAll(clips);
            calls++;
        } while (System.nanoTime() - start < measured.toNanos());
        return of(clips.size(), clipSeconds, (System.nanoTime() - start) / 1e9 / calls);
    }

    private static double seconds(Metis8dEncoder encoder, List<float[]> clips) {
        long start = System.nanoTime();
        encoder.encodeAll(clips);
        return (System.nanoTime() - start) / 1e9;
    }

    private static Throughput of(long clips, double clipSeconds, double seconds) {
        return new Throughput(clips, clips * clipSeconds / seconds, 1e3 * seconds);
    }
}
