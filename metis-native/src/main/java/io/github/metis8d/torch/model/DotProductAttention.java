package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.baddbmm_out;
import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.softmax_out;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** Ways to {@code softmax(q k^T + bias) v}. */
public enum DotProductAttention {
    /** LibTorch's fused operation. */
    FUSED {
        @Override
        Tensor answers(Tensor q, Tensor k, Tensor v, Tensor bias, AttentionPlan plan) {
            return scaled_dot_product_attention(
                    q, k, v, new TensorOptional(bias), 0, false, new DoubleOptional(1.0), false);
        }
    },

    /**
     * One operation after the other, in memory that is used again. Where products are oneDNN's they want large matrices,
     * and the fused operation gives them small ones.
     */
    SEPARATE {
        @Override
        Tensor answers(Tensor q, Tensor k, Tensor v, Tensor bias, AttentionPlan plan) {
            Tensor b = heads(bias);
            Tensor scores = plan.scores().shaped(b.size(0), b.size(1), b.size(2));
            baddbmm_out(scores, b, heads(q), heads(k).transpose(1, 2));
            softmax_out(scores, scores, -1);
            return bmm(scores, heads(v)).view(q.sizes());
        }

        private static Tensor heads(Tensor x) {
            return x.flatten(0, 1);
        }
    };

    /**
     * @param q (B, H, Q, d), scaled
     * @param k (B, H, T, d)
     * @param v (B, H, T, d)
     * @param bias (B, H, Q, T)
     * @param plan of the batch
     * @return (B, H, Q, d)
     */
    abstract Tensor answers(Tensor q, Tensor k, Tensor v, Tensor bias, AttentionPlan plan);
}
