package io.github.metis8d.io.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** What of a file's audio could not be decoded. */
final class Damage {
    private final List<String> notes = new ArrayList<>();
    private int badPackets;
    private double silenced;
    private double missing;

    /** So many packets could not be decoded. */
    void badPackets(int count) {
        badPackets += count;
    }

    /** So much was lost between what was decoded, and silence put in its place. */
    void silenced(double seconds) {
        silenced += seconds;
    }

    /** So much is missing of what the header tells of. */
    void missing(double seconds) {
        missing = Math.max(missing, seconds);
    }

    /** Something else, in words that go on after "the file". */
    void note(String what) {
        notes.add(what);
    }

    /** What is known of it, in seconds. */
    double lostSeconds() {
        return silenced + missing;
    }

    /** In words that go on after a file's name, or nothing. */
    @Override
    public String toString() {
        StringJoiner all = new StringJoiner("; ");
        if (badPackets > 0) {
            all.add(badPackets == 1 ? "one packet cannot be decoded" : badPackets + " packets cannot be decoded");
        }
        if (silenced > 0) {
            all.add(seconds(silenced) + " within it are lost, and are silence instead");
        }
        if (missing > 0) {
            all.add(seconds(missing) + " that its header tells of are missing");
        }
        notes.forEach(all::add);
        return all.toString();
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 0.1 ? "%.4f s" : "%.2f s", seconds);
    }
}
