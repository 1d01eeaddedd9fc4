package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.NativeScope;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What layers must know of a batch beyond the values of the rows that they are given: whose rows the batch has, and which of
 * them are given.
 *
 * <p>Several threads may compute a batch, each some of its rows from the first layer to the last. A layer whose rows look at
 * others brings those of all threads together in the memory of their {@link Meeting}. Every thread has a batch of its own.
 */
public final class Batch {
    /**
     * Rows of one thread begin at a multiple of this. The values of so many rows fill the processor's vectors in every model
     * there is, and what does not fill them LibTorch computes in another way, which may round otherwise.
     */
    private static final int STEP = 4;

    private final ClipRows clips;
    private final Meeting meeting;
    private final int share;
    private final PointerScope owner;
    private final Workspace workspace;
    private final Tensor unattended;
    private final Map<Integer, Surroundings> surroundings = new HashMap<>();

    /**
     * A share of a batch. The scope around it owns what belongs to it.
     *
     * @param clips whose the rows are
     * @param meeting with the threads that compute the others
     * @param share the number of this share, from 0
     * @param like a tensor on the device
     */
    public Batch(ClipRows clips, Meeting meeting, int share, Tensor like) {
        this.clips = clips;
        this.meeting = meeting;
        this.share = share;
        this.owner = PointerScope.getInnerScope();
        this.workspace = new Workspace(like);
        this.unattended = clips.unattended(first(), end());
    }

    /**
     * {@return a batch that one thread computes}
     *
     * @param clips whose the rows are
     * @param like a tensor on the device
     */
    public static Batch whole(ClipRows clips, Tensor like) {
        return new Batch(clips, new Meeting(like, 1), 0, like);
    }

    /** {@return whose the rows are, those of other threads too} */
    public ClipRows clips() {
        return clips;
    }

    Workspace workspace() {
        return workspace;
    }

    /** The first of this thread's rows. */
    int first() {
        return STEP * partBegin(clips.rows() / STEP);
    }

    /** The first row behind those of this thread. */
    int end() {
        return isLast() ? clips.rows() : STEP * partEnd(clips.rows() / STEP);
    }

    private boolean isLast() {
        return share == meeting.shares() - 1;
    }

    /** The first of this thread's things, if it is not rows that are shared out but so many things. */
    int partBegin(int things) {
        return things * share / meeting.shares();
    }

    /** Whether a thing is this thread's, if whole things are dealt out one by one. */
    boolean isOwn(int thing) {
        return thing % meeting.shares() == share;
    }

    /** The first thing behind those of this thread. */
    int partEnd(int things) {
        return things * (share + 1) / meeting.shares();
    }

    /**
     * {@return this thread's rows, (r, ..)}
     *
     * @param all (R, ..)
     */
    public Tensor own(Tensor all) {
        return all.narrow(0, first(), end() - first());
    }

    /**
     * The rows of all threads, once all have come here.
     *
     * @param part where they are brought together
     * @param own (r, ..), those of this thread
     * @return (R, ..), to be read only
     */
    Tensor all(Meeting.Part part, Tensor own) {
        if (meeting.shares() == 1) {
            return own;
        }
        long[] shape = own.shape();
        shape[0] = clips.rows();
        Tensor all = memory(part, own.scalar_type().intern(), shape);
        own(all).copy_(own);
        await();
        return all;
    }

    /** Memory that all threads see, zeros at first: see {@link Meeting#memory}. */
    Tensor memory(Meeting.Part part, ScalarType dtype, long... shape) {
        return meeting.memory(part, dtype, shape);
    }

    /** Waits until all threads have come as far. */
    public void await() {
        meeting.await();
    }

    /**
     * Sets the rows of nobody among this thread's to 0, in place. They are harmless, but memory that was never written holds
     * anything, and some of that is slow to compute with.
     *
     * @param x (r, ..)
     */
    public void zeroUntaken(Tensor x) {
        int taken = Math.max(0, clips.taken() - first());
        if (taken < x.size(0)) {
            NativeScope.run(() -> x.narrow(0, taken, x.size(0) - taken).zero_());
        }
    }

    /** Sets those of this thread's rows that the conformer must not look at to 0, in place; x is (r, C). */
    Tensor zeroUnattended(Tensor x) {
        return unattended == null ? x : x.index_fill_(0, unattended, new Scalar(0.0));
    }

    /**
     * What this thread's rows see of a clip around them.
     *
     * @param before rows before each
     * @param after rows after each
     */
    Surroundings surroundings(int before, int after) {
        // No two layers that look back as far look ahead in different ways.
        return surroundings.computeIfAbsent(before, unknown -> new Surroundings(this, owner, before, after));
    }
}
