package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.zeros;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A convolution over time of each clip's rows, zeros outside, as many rows out as in.
 *
 * <p>Runs as a 2-D convolution of height 1 in channels-last order, which is the order the rows already have.
 */
final class TimeConvolution {
    private static final long[] ONE = {1, 1};

    /**
     * Channels by which oneDNN cuts a depthwise convolution. Where they do not divide evenly, in 16 bits, it makes its
     * kernel for some lengths without ever finishing (LibTorch 2.10, 24, 32 or 80 channels); these run in float32.
     */
    private static final long DEPTHWISE_BLOCK = 64;

    private final ScalarType dtype;
    private final Tensor weight;
    private final TensorOptional bias;
    private final long groups;
    private final long[] padding;
    private final long outputs;
    private final boolean clipByClip;

    private TimeConvolution(Weights weights, long padding, long groups, boolean bias, long... shape) {
        this.dtype = dtype(weights.compute(), groups);
        this.weight = weights.keep(weights.get("weight", dtype, shape).unsqueeze(2));
        this.bias = bias ? weights.keep(new TensorOptional(weights.get("bias", dtype, shape[0]))) : null;
        this.groups = groups;
        this.padding = new long[] {0, padding};
        this.outputs = shape[0];
        this.clipByClip = weights.compute().blocks().clipByClip();
    }

    private static ScalarType dtype(Compute compute, long groups) {
        boolean uneven = groups % DEPTHWISE_BLOCK != 0 && groups > 1;
        return uneven && compute.device().is_cpu() ? ScalarType.Float : compute.dtype();
    }

    /** Each channel by itself, looking at the present and the past only; no bias. */
    static TimeConvolution causalDepthwise(Weights weights, long channels, long kernel) {
        return new TimeConvolution(weights, kernel - 1, channels, false, channels, 1, kernel);
    }

    /** Each channel by itself, looking as far back as ahead. */
    static TimeConvolution depthwise(Weights weights, long channels, long kernel) {
        return new TimeConvolution(weights, kernel / 2, channels, true, channels, 1, kernel);
    }

    /** All channels to each, looking as far back as ahead. */
    static TimeConvolution full(Weights weights, long in, long out, long kernel) {
        return new TimeConvolution(weights, kernel / 2, 1, true, out, in, kernel);
    }

    /** (R, C) to (R, D). */
    Tensor forward(Tensor x, ClipRows clips) {
        return clipByClip ? clips.clipByClip(x, outputs, this::ofClip) : ofAll(x, clips);
    }

    /** One clip by itself, (T, C) to (T, D). */
    Tensor ofClip(Tensor x) {
        Tensor image = x.to(dtype).view(1, 1, x.size(0), x.size(1)).permute(0, 3, 1, 2);
        Tensor convolved = conv2d(image, weight, bias, ONE, padding, ONE, groups);
        // The causal one pads both ends alike and has rows to spare at the right.
        return convolved
                .permute(0, 2, 3, 1)
                .view(-1, outputs)
                .narrow(0, 0, x.size(0))
                .to(x.scalar_type());
    }

    /** All clips as one, with as many zeros between two of them as the kernel may see. */
    Tensor ofAll(Tensor x, ClipRows clips) {
        ClipRows.Spread spread = clips.spread((int) padding[1]);
        Tensor apart = zeros(new long[] {spread.rows(), x.size(1)}, x.options());
        apart.index_copy_(0, spread.places(), x);
        return ofClip(apart).index_select(0, spread.places());
    }
}
