package io.github.metis8d;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * The clips that wait, by arrival and by length. A batch is the oldest clip, so that none starves, and those nearest to
 * it in length. Not thread-safe.
 */
final class PendingClips {
    /** The share of a batch that may be padding: more costs more time than the larger batch saves. */
    private static final double MAX_PADDING = 0.15;

    /** How many numbers of clips a full batch may have between a power of two and the next. */
    private static final int COUNT_STEPS = 8;

    private final LinkedHashSet<Clip> byArrival = new LinkedHashSet<>();
    private final TreeSet<Clip> byLength =
            new TreeSet<>(Comparator.<Clip>comparingInt(c -> c.samples.length).thenComparingLong(c -> c.sequence));
    private double seconds;

    void add(Clip clip) {
        byArrival.add(clip);
        byLength.add(clip);
        seconds += clip.seconds();
    }

    Clip oldest() {
        return byArrival.isEmpty() ? null : byArrival.iterator().next();
    }

    /** The sum of the lengths, without padding. */
    double seconds() {
        return seconds;
    }

    /**
     * Takes the oldest clip and its neighbours in length while the batch, padding included, fits the budget. Where there
     * were more of them, it takes a round number: devices plan and keep memory for each shape of a batch, so shapes that
     * come again are faster.
     */
    List<Clip> takeBatch(double budgetSeconds) {
        Clip oldest = oldest();
        List<Clip> batch = new ArrayList<>(List.of(oldest));
        Clip shortest = oldest;
        Clip longest = oldest;
        double audio = oldest.seconds();
        boolean full = false;
        while (true) {
            Clip below = byLength.lower(shortest);
            Clip above = byLength.higher(longest);
            Clip next = nearer(below, shortest, above, longest);
            if (next == null) {
                break;
            }
            double padded = (batch.size() + 1) * Math.max(longest.seconds(), next.seconds());
            full = padded > budgetSeconds;
            if (full || audio + next.seconds() < (1 - MAX_PADDING) * padded) {
                break;
            }
            batch.add(next);
            audio += next.seconds();
            if (next == below) {
                shortest = next;
            } else {
                longest = next;
            }
        }
        if (full) {
            batch = batch.subList(0, roundedDown(batch.size()));
        }
        remove(batch);
        return batch;
    }

    private static int roundedDown(int count) {
        int step = Math.max(1, Integer.highestOneBit(count) / COUNT_STEPS);
        return count / step * step;
    }

    List<Clip> takeAll() {
        List<Clip> all = new ArrayList<>(byArrival);
        remove(all);
        return all;
    }

    private static Clip nearer(Clip below, Clip shortest, Clip above, Clip longest) {
        if (below == null || above == null) {
            return below == null ? above : below;
        }
        int down = shortest.samples.length - below.samples.length;
        int up = above.samples.length - longest.samples.length;
        return down <= up ? below : above;
    }

    private void remove(Collection<Clip> clips) {
        for (Clip clip : clips) {
            byArrival.remove(clip);
            byLength.remove(clip);
            seconds -= clip.seconds();
        }
    }
}
