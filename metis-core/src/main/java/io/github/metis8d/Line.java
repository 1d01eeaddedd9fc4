package io.github.metis8d;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Clips that wait, first come, first served. Not thread-safe. */
final class Line {
    private final Deque<Clip> clips = new ArrayDeque<>();
    private long samples;

    void add(Clip clip) {
        clips.add(clip);
        samples += clip.samples.length;
    }

    /** Adds clips that came before all that are here. */
    void putBack(List<Clip> earlier) {
        for (int i = earlier.size() - 1; i >= 0; i--) {
            clips.addFirst(earlier.get(i));
            samples += earlier.get(i).samples.length;
        }
    }

    boolean isEmpty() {
        return clips.isEmpty();
    }

    /** The clip that came first, or null. */
    Clip oldest() {
        return clips.peek();
    }

    double seconds() {
        return (double) samples / Metis8dEncoder.SAMPLE_RATE;
    }

    /** Gives a batch what it takes, and drops what wants no answer any more. */
    void fill(Batch batch) {
        Iterator<Clip> waiting = clips.iterator();
        while (waiting.hasNext() && !batch.isClosed()) {
            Clip clip = waiting.next();
            if (!clip.isPending() || batch.take(clip)) {
                waiting.remove();
                samples -= clip.samples.length;
            }
        }
    }

    List<Clip> takeAll() {
        List<Clip> all = new ArrayList<>(clips);
        clips.clear();
        samples = 0;
        return all;
    }
}
