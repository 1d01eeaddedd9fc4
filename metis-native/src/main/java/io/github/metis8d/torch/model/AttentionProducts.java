package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.baddbmm_out;
import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.elementSize;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.softmax_out;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How attention multiplies, {@code softmax(q k^T + bias) v}.
 *
 * @param format the number format of its products
 * @param fused whether by LibTorch's fused operation; else by one operation after the other, in memory that is used again:
 *     where products are oneDNN's they want large matrices, and the fused operation gives them small ones
 */
public record AttentionProducts(ScalarType format, boolean fused) {
    /** Of the widest vectors that processors have. */
    private static final int VECTOR_BYTES = 64;

    /**
     * {@return products by LibTorch's fused operation}
     *
     * @param format their number format
     */
    public static AttentionProducts fused(ScalarType format) {
        return new AttentionProducts(format, true);
    }

    /**
     * {@return products by one operation after the other}
     *
     * @param format their number format
     */
    public static AttentionProducts separate(ScalarType format) {
        return new AttentionProducts(format, false);
    }

    /**
     * {@return K, the scores that are computed of a query on so many keys} LibTorch's softmax works on vectors, and what does not
     * fill one takes as long as several. So there are a few keys of zeros, whose scores must be set to minus infinity.
     *
     * @param keys how many there are
     * @param scores their number format
     */
    int columns(int keys, ScalarType scores) {
        return fused ? keys : RowRounding.multiple(keys, VECTOR_BYTES / (int) elementSize(scores));
    }

    /**
     * {@return queries as the products want them, (H, Q, d)} Separate products copy what does not lie together at every call.
     */
    Tensor queries(Tensor queries, Workspace workspace) {
        return fused
                ? queries
                : workspace
                        .shaped(Workspace.Part.QUERIES, format, queries.shape())
                        .copy_(queries);
    }

    /**
     * {@return keys and values as the products want them, (2, H, K, d), with zeros behind those that there are} Separate products
     * copy keys number by number, as they are transposed: laid out before, they are copied once, row by row.
     *
     * @param given (2, H, k, d)
     * @param columns K
     */
    Tensor keysAndValues(Tensor given, int columns, Workspace workspace) {
        if (fused) {
            return given;
        }
        long keys = given.size(2);
        Tensor all = workspace.shaped(
                Workspace.Part.KEYS_AND_VALUES, format, given.size(0), given.size(1), columns, given.size(3));
        all.narrow(2, 0, keys).copy_(given);
        if (keys < columns) {
            all.narrow(2, keys, columns - keys).zero_();
        }
        return all;
    }

    /**
     * @param q (H, Q, d), scaled
     * @param k (H, K, d)
     * @param v (H, K, d)
     * @param bias (H, Q, K)
     * @return (H, Q, d)
     */
    Tensor answers(Tensor q, Tensor k, Tensor v, Tensor bias, Workspace workspace) {
        if (fused) {
            TensorOptional mask = new TensorOptional(bias.unsqueeze(0));
            return scaled_dot_product_attention(
                            q.unsqueeze(0),
                            k.unsqueeze(0),
                            v.unsqueeze(0),
                            mask,
                            0,
                            false,
                            new DoubleOptional(1.0),
                            false)
                    .squeeze(0);
        }
        Tensor scores = workspace.shaped(
                Workspace.Part.SCORES, bias.scalar_type().intern(), bias.size(0), bias.size(1), bias.size(2));
        baddbmm_out(scores, bias, q, k.transpose(1, 2));
        softmax_out(scores, scores, -1);
        return bmm(scores, v);
    }
}
