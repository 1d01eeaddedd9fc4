package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.empty;

import io.github.metis8d.torch.runtime.NativeScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A convolution over time of each clip's rows, all channels to each, looking as far back as ahead, zeros outside, as many rows
 * out as in.
 *
 * <p>Runs as a product, of the rows that a row sees laid side by side. A convolution of LibTorch's would round a row by where
 * it stands among those of its clip, and by the number of threads.
 */
final class FullConvolution {
    private final int reach;
    private final long channels;
    private final long blockRows;
    private final List<Piece> pieces = new ArrayList<>();

    /** What some of the rows that a row sees contribute. */
    private record Piece(long first, long count, Linear product) {}

    FullConvolution(Weights weights, long in, long out, int kernel) {
        this.reach = kernel / 2;
        this.channels = out;
        this.blockRows = weights.compute().blocks().wideRows();
        weights.withMaterial(() -> {
            Tensor weight = weights.material("weight", weights.compute().dtype(), out, in, kernel);
            Tensor bias = weights.material("bias", weights.compute().dtype(), out);
            long step =
                    Math.max(1, Math.min(kernel, weights.compute().operations().mostInputs(out) / in));
            for (long first = 0; first < kernel; first += step) {
                long count = Math.min(step, kernel - first);
                Tensor columns = weights.contiguousMaterial(
                                weight.narrow(2, first, count).permute(0, 2, 1))
                        .reshape(out, count * in);
                pieces.add(new Piece(
                        first, count, Linear.ofMaterial(weights, columns, first == 0 ? bias : null, Activation.NONE)));
            }
            return pieces;
        });
    }

    /** (r, C) to (r, D). */
    Tensor forward(Tensor x, Batch batch) {
        Surroundings surroundings = batch.surroundings(reach, reach);
        Tensor seen = surroundings.together(Meeting.Part.CODEC_INPUT, x);
        long rows = seen.size(0) - 2 * reach;
        if (rows <= blockRows) {
            return surroundings.chosen(ofBlock(seen));
        }
        Tensor convolved = empty(new long[] {rows, channels}, seen.options(), null);
        RowBlocks.each(rows, blockRows, (first, count) -> convolved
                .narrow(0, first, count)
                .copy_(ofBlock(seen.narrow(0, first, count + 2 * reach))));
        return surroundings.chosen(convolved);
    }

    /** (B + 2 reach, C) to (B, D). */
    private Tensor ofBlock(Tensor seen) {
        long rows = seen.size(0) - 2 * reach;
        Tensor sum = null;
        for (Piece piece : pieces) {
            Tensor before = sum;
            sum = NativeScope.result(() -> {
                Tensor in = sideBySide(seen.narrow(0, piece.first, rows + piece.count - 1), piece.count);
                return before == null ? piece.product.forward(in) : piece.product.addTo(before, in);
            });
        }
        return sum;
    }

    /** (B + n - 1, C) to (B, n C): each row with those behind it. */
    private static Tensor sideBySide(Tensor x, long n) {
        long rows = x.size(0) - n + 1;
        long channels = x.size(1);
        return x.as_strided(new long[] {rows, n * channels}, new long[] {channels, 1})
                .contiguous();
    }
}
