package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.empty;

import io.github.metis8d.torch.runtime.NativeScope;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What the rows of a thread see of their clips: some rows before and after each, zeros where the clip has none. For that the
 * rows of the batch are laid apart, with zeros between clips.
 */
final class Surroundings {
    private final Batch batch;
    private final int before;
    private final int after;
    private final ClipRows.Spread spread;
    private final int first;
    private final int length;
    private final Tensor places;
    private final Tensor answers;
    private final List<Piece> pieces;

    /** Rows of one clip: the first of them among this thread's, its place among those laid apart, and how many. */
    private record Piece(int row, int place, int rows) {
        Tensor of(Tensor own) {
            return own.narrow(0, row, rows);
        }
    }

    /** @param owner keeps what lives as long as the batch */
    Surroundings(Batch batch, PointerScope owner, int before, int after) {
        this.batch = batch;
        this.before = before;
        this.after = after;
        ClipRows clips = batch.clips();
        this.spread = clips.spread(Math.max(before, after));
        boolean whole = batch.first() == 0 && batch.end() == clips.rows();
        int firstPlace = spread.place(batch.first());
        // A whole batch is seen with its room to the end, whose length comes again in other batches.
        this.first = firstPlace - before;
        this.length = whole ? spread.rows() - first : spread.place(batch.end() - 1) + 1 + after - first;
        this.places = NativeScope.keep(owner, batch.own(spread.places()));
        this.answers = NativeScope.keep(owner, places.sub(new Scalar(firstPlace)));
        this.pieces = IntStream.range(0, clips.clips())
                .mapToObj(this::piece)
                .filter(piece -> piece.rows > 0)
                .toList();
    }

    private Piece piece(int clip) {
        ClipRows clips = batch.clips();
        int from = Math.max(batch.first(), clips.first(clip));
        int to = Math.min(batch.end(), clips.first(clip) + ClipRows.rows(clips.frames(clip)));
        return from < to ? new Piece(from - batch.first(), spread.place(from), to - from) : new Piece(0, 0, 0);
    }

    /**
     * Lets every clip's rows be seen at once.
     *
     * @param part where the rows of all threads are brought together
     * @param own (r, C), those of this thread
     * @return (S, C), all that own rows see, and rows of zeros
     */
    Tensor together(Meeting.Part part, Tensor own) {
        Tensor apart = batch.memory(part, own.scalar_type().intern(), spread.rows(), own.size(1));
        apart.index_copy_(0, places, own);
        batch.await();
        return apart.narrow(0, first, length);
    }

    /**
     * {@return the answers for this thread's rows, (r, D)}
     *
     * @param all (S - before - after, D), the answers for all rows that are seen, but the first and the last of them
     */
    Tensor chosen(Tensor all) {
        return all.index_select(0, answers);
    }

    /**
     * Computes each clip by itself, so that it does not lie otherwise among an operation's threads than it would alone.
     *
     * @param part where the rows of all threads are brought together
     * @param own (r, B), those of this thread
     * @param dtype the number format in which they are seen
     * @param channels C, and D
     * @param preparation of some rows, (n, B) to (n, C)
     * @param computation (before + n + after, C), what some rows see, to their answers, (n, D)
     * @return (r, D)
     */
    Tensor clipByClip(
            Meeting.Part part,
            Tensor own,
            ScalarType dtype,
            long channels,
            UnaryOperator<Tensor> preparation,
            UnaryOperator<Tensor> computation) {
        Tensor apart = batch.memory(part, dtype, spread.rows(), channels);
        for (Piece piece : pieces) {
            NativeScope.run(() -> apart.narrow(0, piece.place, piece.rows).copy_(preparation.apply(piece.of(own))));
        }
        batch.await();
        if (pieces.size() == 1 && pieces.get(0).rows == own.size(0)) {
            return computation.apply(seen(apart, pieces.get(0)));
        }
        Tensor all = empty(new long[] {own.size(0), channels}, own.options(), null);
        batch.zeroUntaken(all);
        for (Piece piece : pieces) {
            NativeScope.run(() -> piece.of(all).copy_(computation.apply(seen(apart, piece))));
        }
        return all;
    }

    private Tensor seen(Tensor apart, Piece piece) {
        return apart.narrow(0, piece.place - before, before + piece.rows + after);
    }
}
