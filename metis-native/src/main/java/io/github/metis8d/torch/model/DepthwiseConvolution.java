package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.conv2d;

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
        Surroundings surroundings = batch.surroundings(before, after);
        Tensor seen = surroundings.of(meetingPart, x, dtype);
        Tensor image = seen.view(1, 1, seen.size(0), channels).permute(0, 3, 1, 2);
        Tensor convolved = conv2d(image, weight, bias, ONE, NONE, ONE, channels);
        return surroundings
                .answers(convolved.permute(0, 2, 3, 1).view(-1, channels))
                .to(x.scalar_type());
    }
}
