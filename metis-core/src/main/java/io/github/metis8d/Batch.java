package io.github.metis8d;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch that is being filled. It is offered the clips in the order in which they came, and takes those that fit. Those
 * that do not keep their places, so that the first of them is the first of a batch soon.
 */
final class Batch {
    /**
     * How many clips may be passed by. With as many, clips of up to 30 s fill 240 s to more than 99 %; with none, the
     * first that does not fit leaves half of itself empty, 4 % if all lengths are alike.
     */
    private static final int LOOK_AHEAD = 32;

    private final List<Clip> clips = new ArrayList<>();
    private long room;
    private int passedBy;

    /** @param budgetSeconds the most audio that it takes, but for one clip that is longer */
    Batch(double budgetSeconds) {
        this.room = (long) (budgetSeconds * Metis8dEncoder.SAMPLE_RATE);
    }

    /** Whether it takes the clip. The first it always takes. */
    boolean take(Clip clip) {
        if (clip.samples.length > room && !clips.isEmpty()) {
            passedBy++;
            return false;
        }
        clips.add(clip);
        room -= clip.samples.length;
        return true;
    }

    /** Whether no other clip need be offered. */
    boolean isClosed() {
        return room < Metis8dEncoder.MIN_SAMPLES && !clips.isEmpty() || passedBy == LOOK_AHEAD;
    }

    /** What it has taken, in that order. */
    List<Clip> clips() {
        return clips;
    }
}
