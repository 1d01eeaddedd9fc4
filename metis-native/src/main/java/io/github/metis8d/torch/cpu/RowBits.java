package io.github.metis8d.torch.cpu;

import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.randn;

import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A trial whether a product gives a row the same bits among many others as among few, wherever it stands. A clip's latents do
 * not depend on its batch as long as all products do.
 */
final class RowBits {
    /** Rows of the product that holds all others. */
    private static final long ROWS = 512;

    /** The same for many threads: so many that a hundred of them have enough to do, and the product is not cut otherwise. */
    private static final long MANY_ROWS = 2048;

    /** First row and number of rows of the others: the fewest that batches have, and some that no step divides. */
    private static final long[][] PARTS = {{0, 32}, {480, 32}, {200, 40}, {7, 333}};

    private RowBits() {}

    /**
     * {@return whether all bits are the same}
     *
     * @param product (rows, in) to (rows, out)
     * @param in channels
     * @param dtype number format of what goes in
     */
    static boolean areKept(UnaryOperator<Tensor> product, long in, ScalarType dtype) {
        try (PointerScope trial = new PointerScope()) {
            Tensor x = randn(get_num_threads() > PackedProducts.FEW_THREADS ? MANY_ROWS : ROWS, in)
                    .to(dtype);
            Tensor whole = product.apply(x);
            for (long[] part : PARTS) {
                Tensor answer = product.apply(x.narrow(0, part[0], part[1]));
                if (!answer.equal(whole.narrow(0, part[0], part[1]))) {
                    return false;
                }
            }
            return true;
        }
    }
}
