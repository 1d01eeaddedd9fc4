package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Which rows of a batch count, where. Clips lie one below the other, each padded to the longest.
 *
 * <p>A clip of F frames has {@code T = ceil(F / 2)} rows, of which the last is <em>unattended</em> where F is odd: it
 * has no second frame, so the conformer must not look at it from other rows, but it has an answer all the same. Rows
 * past T are <em>outside</em> the clip and have none.
 */
public final class RowMasks {
    private static final int FRAMES_PER_ROW = 2;

    private final int[] frames;
    private final int rows;
    private final Tensor attended;
    private final Tensor unattended;
    private final Tensor outside;

    /**
     * The masks of a batch.
     *
     * @param frames F of each clip
     * @param transfer brings the masks to where the rows are
     */
    public RowMasks(int[] frames, Transfer transfer) {
        this(frames, framesOfBatch(frames) / FRAMES_PER_ROW, transfer);
    }

    /**
     * The masks of a batch that is padded to a number of rows.
     *
     * @param frames F of each clip
     * @param rows T, at least that of the longest
     * @param transfer brings the masks to where the rows are
     */
    public RowMasks(int[] frames, int rows, Transfer transfer) {
        this.frames = frames;
        this.rows = rows;
        int[] attendedRows = Arrays.stream(frames).map(f -> f / FRAMES_PER_ROW).toArray();
        this.attended = HostArrays.tensor(attendedRows, transfer);
        this.unattended = past(attendedRows, rows, transfer);
        this.outside = past(Arrays.stream(frames).map(RowMasks::rows).toArray(), rows, transfer);
    }

    /**
     * {@return T, the rows of a clip}
     *
     * @param frames F
     */
    public static int rows(int frames) {
        return (frames + FRAMES_PER_ROW - 1) / FRAMES_PER_ROW;
    }

    /**
     * {@return the frames of the rows to which a batch is padded}
     *
     * @param frames F of each clip
     */
    public static int framesOfBatch(int[] frames) {
        return bucket(rows(Arrays.stream(frames).max().orElseThrow())) * FRAMES_PER_ROW;
    }

    /**
     * The rows to which a batch is padded: the next of 64 steps between a power of two and the next, at least 8 apart.
     * Kernels are compiled, planned and cached for each shape, so a few shapes that come again are faster and take less
     * memory than all there can be.
     */
    static int bucket(int rows) {
        int step = Math.max(8, Integer.highestOneBit(rows) / 64);
        return (rows + step - 1) / step * step;
    }

    int clips() {
        return frames.length;
    }

    /** {@return the rows to which all clips are padded} */
    public int rows() {
        return rows;
    }

    /** The first rows of a clip, which its other rows may look at. */
    int attendedRows(int clip) {
        return frames[clip] / FRAMES_PER_ROW;
    }

    /** {@return the same of all clips, (B) int32 on the device} */
    public Tensor attended() {
        return attended;
    }

    /** Sets the rows that the conformer must not look at to 0, in place; x is (B, T, C). */
    Tensor zeroUnattended(Tensor x) {
        return unattended == null ? x : x.masked_fill_(unattended, new Scalar(0.0));
    }

    /** Sets the rows past each clip's own to 0, in place; x is (B, T, C). */
    Tensor zeroOutside(Tensor x) {
        return outside == null ? x : x.masked_fill_(outside, new Scalar(0.0));
    }

    /**
     * A mask that is true past each clip's own length.
     *
     * @return (B, longest, 1), or null where it would be all false
     */
    static Tensor past(int[] lengths, int longest, Transfer transfer) {
        if (Arrays.stream(lengths).allMatch(length -> length == longest)) {
            return null;
        }
        boolean[] mask = new boolean[lengths.length * longest];
        for (int clip = 0; clip < lengths.length; clip++) {
            Arrays.fill(mask, clip * longest + lengths[clip], (clip + 1) * longest, true);
        }
        return HostArrays.tensor(mask, transfer).view(lengths.length, longest, 1);
    }
}
