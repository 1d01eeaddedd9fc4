package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.NativeScope;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What the rows of a thread see of their clips: some rows before and after each, zeros where the clip has none. So that one
 * look at all clips does not reach over a border, the rows of the batch are laid apart, with zeros between clips.
 */
final class Surroundings {
    private final Batch batch;
    private final int before;
    private final int after;
    private final ClipRows.Spread spread;
    private final int first;
    private final int length;
    private final boolean inOnePiece;
    private final Tensor places;
    private final Tensor answers;

    /** @param owner keeps what lives as long as the batch */
    Surroundings(Batch batch, PointerScope owner, int before, int after) {
        this.batch = batch;
        this.before = before;
        this.after = after;
        this.spread = batch.clips().spread(Math.max(before, after));
        boolean whole = batch.first() == 0 && batch.end() == batch.clips().rows();
        int firstPlace = spread.place(batch.first());
        int lastPlace = spread.place(batch.end() - 1);
        // A whole batch is seen with its room to the end, whose length comes again in other batches.
        this.first = firstPlace - before;
        this.length = whole ? spread.rows() - first : lastPlace + 1 + after - first;
        this.inOnePiece = lastPlace - firstPlace == batch.end() - batch.first() - 1;
        this.places = NativeScope.keep(owner, batch.own(spread.places()));
        this.answers = NativeScope.keep(owner, places.sub(new Scalar(firstPlace)));
    }

    /**
     * Brings the rows of all threads together.
     *
     * @param part where
     * @param own (r, C), those of this thread
     * @param dtype the number format in which they are wanted
     * @return (S, C), all that own rows see: the first row is {@code before} rows before the first of them, and the last at
     *     least {@code after} rows after the last of them
     */
    Tensor of(Meeting.Part part, Tensor own, ScalarType dtype) {
        Tensor apart = batch.memory(part, dtype, spread.rows(), own.size(1));
        if (inOnePiece) {
            apart.narrow(0, first + before, own.size(0)).copy_(own);
        } else {
            apart.index_copy_(0, places, own.to(dtype));
        }
        batch.await();
        return apart.narrow(0, first, length);
    }

    /**
     * {@return the answers for this thread's rows, (r, D)}
     *
     * @param all (S - before - after, D), the answers for all that have {@code before} rows before and {@code after} rows
     *     after them among those that are seen
     */
    Tensor answers(Tensor all) {
        return inOnePiece ? all.narrow(0, 0, places.size(0)) : all.index_select(0, answers);
    }
}
