package io.github.metis8d.torch.cuda;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.model.Batch;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.GatedConvolution;
import io.github.metis8d.torch.model.RowRounding;
import io.github.metis8d.torch.model.Weights;
import io.github.metis8d.torch.runtime.DirectTransfer;
import java.util.Arrays;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The convolution module's middle by a kernel that reads the rows once and writes the answer once. */
public final class GatedConvolutionKernel implements GatedConvolution {
    /** Its name. */
    public static final String NAME = "gated_convolution";

    /** A thread takes one channel, and a block has no more threads than these. */
    private static final int MAX_CHANNELS = 1024;

    /** All taps of a thread's filter must find room in its registers. */
    private static final int MAX_TAPS = 31;

    /** Rows are copied by 16 bytes. */
    private static final int CHANNELS_TAKEN_TOGETHER = 8;

    private static final int TILE = 16;
    private static final int LANES = 32;

    private static final int TRIAL_CLIPS = 8;
    private static final int TRIAL_ROWS = 500;

    private final int channels;
    private final float eps;
    private final Tensor taps;
    private final Tensor normWeight;
    private final Tensor normBias;
    private final LoadedKernel kernel;

    private GatedConvolutionKernel(
            W2vBertConfig config, Tensor taps, Tensor normWeight, Tensor normBias, LoadedKernel kernel) {
        this.channels = config.hiddenSize();
        this.eps = (float) config.layerNormEps();
        this.taps = taps;
        this.normWeight = normWeight;
        this.normBias = normBias;
        this.kernel = kernel;
    }

    /** {@return whether the kernel is made for such sizes} */
    static boolean takes(W2vBertConfig config) {
        return config.hiddenSize() <= MAX_CHANNELS
                && config.hiddenSize() % CHANNELS_TAKEN_TOGETHER == 0
                && config.convKernel() <= MAX_TAPS;
    }

    /**
     * The kernel for a layer.
     *
     * @param config the sizes of the model
     * @param weights of the layer's convolution module
     * @param device where it runs
     * @return the kernel
     * @throws KernelException if the device cannot run it
     */
    public static GatedConvolutionKernel of(W2vBertConfig config, Weights weights, KernelDevice device) {
        int channels = config.hiddenSize();
        ScalarType dtype = weights.compute().dtype();
        // Tap by tap, so that neighbouring threads read neighbouring values.
        Tensor taps = weights.withMaterial(
                () -> weights.keep(weights.material("depthwise_conv.weight", dtype, channels, 1, config.convKernel())
                        .squeeze(1)
                        .t()
                        .clone()
                        .contiguous()));
        return new GatedConvolutionKernel(
                config,
                taps,
                weights.get("depthwise_layer_norm.weight", channels),
                weights.get("depthwise_layer_norm.bias", channels),
                device.load(source(config, dtype)));
    }

    static KernelSource source(W2vBertConfig config, ScalarType dtype) {
        return KernelSource.of(NAME, dtype, "CHANNELS=" + config.hiddenSize(), "KERNEL=" + config.convKernel());
    }

    /** Threads of a block. */
    static int threads(int channels) {
        return (channels + LANES - 1) / LANES * LANES;
    }

    /** Random data, and how an implementation runs on it. */
    static Function<GatedConvolution, Tensor> trial(W2vBertConfig config, Compute compute) {
        int[] frames = new int[TRIAL_CLIPS];
        Arrays.fill(frames, 2 * TRIAL_ROWS);
        ClipRows clips = new ClipRows(frames, RowRounding.FINE, new DirectTransfer(compute.device()));
        Tensor x = randn(clips.rows(), 2L * config.hiddenSize()).to(compute.device(), compute.dtype());
        Batch batch = Batch.whole(clips, x);
        return middle -> middle.forward(x, batch);
    }

    @Override
    public Tensor forward(Tensor x, Batch batch) {
        Tensor tiles = batch.clips().tiles(TILE);
        Tensor out = empty(new long[] {x.size(0), channels}, x.options(), null);
        batch.zeroUntaken(out);
        LoadedKernel.Grid grid = new LoadedKernel.Grid((int) tiles.size(0), 1, 1);
        kernel.launch(grid, threads(channels), x, taps, normWeight, normBias, tiles, out, eps);
        return out;
    }
}
