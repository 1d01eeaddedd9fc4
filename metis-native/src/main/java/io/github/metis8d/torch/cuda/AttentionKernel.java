package io.github.metis8d.torch.cuda;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.model.AttentionCore;
import io.github.metis8d.torch.model.Batch;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.RowRounding;
import io.github.metis8d.torch.model.Weights;
import io.github.metis8d.torch.runtime.DirectTransfer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Attention with relative keys by a kernel that keeps scores where they are made: no T x T values in memory. */
public final class AttentionKernel implements AttentionCore {
    /** Its name. */
    public static final String NAME = "relative_key_attention";

    /** What a lane holds grows with the channels of a head, and more than this many do not fit into its registers. */
    private static final int MAX_HEAD_SIZE = 64;

    private static final int CHANNELS_TAKEN_TOGETHER = 16;
    private static final int WARP_QUERIES = 16;
    private static final int LANES = 32;

    /** Clips of 10 s. */
    private static final int TRIAL_CLIPS = 8;

    private static final int TRIAL_FRAMES = 1000;

    private final int warps;
    private final int heads;
    private final Tensor relativeKeys;
    private final LoadedKernel kernel;

    private AttentionKernel(W2vBertConfig config, ScalarType dtype, Tensor relativeKeys, KernelDevice device) {
        this.warps = warps(dtype);
        this.heads = config.heads();
        this.relativeKeys = relativeKeys;
        this.kernel = device.load(source(config, dtype));
    }

    /** {@return whether the kernel is made for such sizes} */
    static boolean takes(W2vBertConfig config) {
        int headSize = config.headSize();
        return headSize % CHANNELS_TAKEN_TOGETHER == 0 && headSize <= MAX_HEAD_SIZE;
    }

    /**
     * The kernel for a layer.
     *
     * @param config the sizes of the model
     * @param weights of the layer's attention
     * @param device where it runs
     * @return the kernel
     * @throws KernelException if the device cannot run it
     */
    public static AttentionKernel of(W2vBertConfig config, Weights weights, KernelDevice device) {
        Tensor relativeKeys = weights.get("distance_embedding.weight", config.relativeKeys(), config.headSize());
        return new AttentionKernel(config, weights.compute().dtype(), relativeKeys, device);
    }

    static KernelSource source(W2vBertConfig config, ScalarType dtype) {
        return KernelSource.of(
                NAME,
                dtype,
                "HEAD_SIZE=" + config.headSize(),
                "LEFT=" + config.leftPositions(),
                "RIGHT=" + config.rightPositions(),
                "WARPS=" + warps(dtype));
    }

    /** As many as have room in 48 KiB of shared memory, where float32 needs a place for queries too. */
    private static int warps(ScalarType dtype) {
        return dtype == ScalarType.Float ? 3 : 4;
    }

    /** Threads of a block. */
    static int threads(ScalarType dtype) {
        return warps(dtype) * LANES;
    }

    /** Random data, and how an implementation runs on it. */
    static Function<AttentionCore, Tensor> trial(W2vBertConfig config, Compute compute) {
        int[] frames = IntStream.range(0, TRIAL_CLIPS)
                .map(clip -> TRIAL_FRAMES - 37 * clip)
                .toArray();
        ClipRows clips = new ClipRows(frames, RowRounding.FINE, new DirectTransfer(compute.device()));
        long[] shape = {clips.rows(), 3, config.heads(), config.headSize()};
        Tensor qkv = randn(shape).to(compute.device(), compute.dtype());
        qkv.select(1, 0).mul_(new Scalar(1 / Math.sqrt(config.headSize())));
        Batch batch = Batch.whole(clips, qkv);
        return core -> core.forward(qkv, batch);
    }

    @Override
    public Tensor forward(Tensor qkv, Batch batch) {
        Tensor tiles = batch.clips().tiles(warps * WARP_QUERIES);
        Tensor out = empty(new long[] {qkv.size(0), heads, qkv.size(3)}, qkv.options(), null);
        batch.zeroUntaken(out);
        // Of the grid's directions only the first is long enough for any number of clips.
        LoadedKernel.Grid grid = new LoadedKernel.Grid((int) tiles.size(0), heads, 1);
        kernel.launch(grid, warps * LANES, qkv, relativeKeys, tiles, out);
        return out;
    }
}
