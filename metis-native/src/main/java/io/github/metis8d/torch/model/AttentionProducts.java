package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.baddbmm_out;
import static org.bytedeco.pytorch.global.torch.bmm;
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
     * {@return factors as the products want them} Separate products copy what does not lie together at every call, keys
     * number by number, as they are transposed: laid out before, they are copied once, row by row.
     *
     * @param part where to
     */
    Tensor laidOut(Tensor factors, Workspace.Part part, Workspace workspace) {
        return fused ? factors : workspace.shaped(part, format, factors.shape()).copy_(factors);
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
