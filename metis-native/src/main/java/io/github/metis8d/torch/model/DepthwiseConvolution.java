package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.conv2d;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A convolution over time of each clip's rows, each channel by itself, zeros outside, as many rows out as in.
 *
 * <p>Runs as a 2-D convolution of height 1 in channels-last order, which is the order the rows already have.
 */
final class DepthwiseConvolution {
    private static final long[] ONE = {1, 1};
    private static final long[] NONE = {0, 0};

    /**
     * Channels by which oneDNN cuts a depthwise convolution. Where they do not divide evenly, in 16 bits, it makes its
     * kernel for some lengths without ever finishing (LibTorch 2.10, 24, 32 or 80 channels); these run in float32.
     */
    private static final long BLOCK = 64;

    private final Meeting.Part meetingPart;
    private final ScalarType dtype;
    private final Tensor weight;
    private final TensorOptional bias;
    private final long channels;
    private final int before;
    private final int after;
    private final boolean clipByClip;

    private DepthwiseConvolution(
            Weights weights, Meeting.Part meetingPart, long channels, boolean bias, int before, int after) {
        boolean uneven = channels % BLOCK != 0 && weights.compute().device().is_cpu();
        this.meetingPart = meetingPart;
        this.dtype = uneven ? ScalarType.Float : weights.compute().dtype();
        this.weight = weights.keep(
                weights.get("weight", dtype, channels, 1, before + 1 + after).unsqueeze(2));
        this.bias = bias ? weights.keep(new TensorOptional(weights.get("bias", dtype, channels))) : null;
        this.channels = channels;
        this.before = before;
        this.after = after;
        this.clipByClip = weights.compute().blocks().clipByClip();
    }

    /** Looks at the present and the past only; no bias. */
    static DepthwiseConvolution causal(Weights weights, Meeting.Part meetingPart, long channels, int kernel) {
        return new DepthwiseConvolution(weights, meetingPart, channels, false, kernel - 1, 0);
    }

    /** Looks as far back as ahead. */
    static DepthwiseConvolution centred(Weights weights, Meeting.Part meetingPart, long channels, int kernel) {
        return new DepthwiseConvolution(weights, meetingPart, channels, true, kernel / 2, kernel / 2);
    }

    /** (r, C) to the same shape. */
    Tensor forward(Tensor x, Batch batch) {
        return forward(x, batch, own -> own, convolved -> convolved);
    }

    /**
     * The same with what goes before and after, which stays in the caches where clips are computed one by one.
     *
     * @param x (r, B)
     * @param preparation (n, B) to (n, C)
     * @param completion (n, C) to the same shape
     * @return (r, C)
     */
    Tensor forward(Tensor x, Batch batch, UnaryOperator<Tensor> preparation, UnaryOperator<Tensor> completion) {
        Surroundings surroundings = batch.surroundings(before, after);
        ScalarType format = x.scalar_type().intern();
        if (clipByClip) {
            return surroundings.clipByClip(
                    meetingPart,
                    x,
                    dtype,
                    channels,
                    preparation,
                    seen -> completion.apply(convolved(seen).to(format)));
        }
        Tensor seen = surroundings.together(meetingPart, preparation.apply(x));
        return completion.apply(surroundings.chosen(convolved(seen)));
    }

    /** (before + n + after, C) to (n, C). */
    private Tensor convolved(Tensor seen) {
        Tensor image = seen.view(1, 1, seen.size(0), channels).permute(0, 3, 1, 2);
        return conv2d(image, weight, bias, ONE, NONE, ONE, channels)
                .permute(0, 2, 3, 1)
                .view(-1, channels);
    }
}
