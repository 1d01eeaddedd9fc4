package io.github.metis8d.torch.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.cuda.cudart.CUstream_st;

/** A stream whose work is done no earlier than somebody waits for it. */
final class FakeStream extends CUstream_st {
    private final String name;
    private final boolean eager;
    private final Deque<Runnable> queued = new ArrayDeque<>();
    private long added;
    private long done;

    /**
     * @param name for people
     * @param eager whether somebody always waits
     */
    FakeStream(String name, boolean eager) {
        this.name = name;
        this.eager = eager;
    }

    void add(Runnable work) {
        queued.add(work);
        added++;
        if (eager) {
            runTo(added);
        }
    }

    /** {@return how much it was given so far} */
    long end() {
        return added;
    }

    void runTo(long end) {
        while (done < end) {
            queued.peek().run();
            queued.remove();
            done++;
        }
    }

    /** The GPU has failed: what is queued is never done. */
    void drop() {
        queued.clear();
        done = added;
    }

    @Override
    public String toString() {
        return name;
    }
}
