package io.github.metis8d.torch.measure;

import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.cuda.AttentionKernel;
import io.github.metis8d.torch.cuda.CudaKernelDevice;
import io.github.metis8d.torch.cuda.GatedConvolutionKernel;
import io.github.metis8d.torch.cuda.Gpu;
import io.github.metis8d.torch.cuda.KernelDevice;
import io.github.metis8d.torch.cuda.KernelException;
import io.github.metis8d.torch.model.AttentionProducts;
import io.github.metis8d.torch.model.Batch;
import io.github.metis8d.torch.model.BlockSizes;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.RowRounding;
import io.github.metis8d.torch.model.Weights;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Our kernels beside their twins, which define what is right, on random data.
 *
 * @param kernels the device of the kernels; closed with this object
 * @param place where LibTorch runs, to which the device belongs: {@code cuda:N}, or {@code cpu} for what emulates one
 */
public record KernelComparison(KernelDevice kernels, String place) implements AutoCloseable {
    private static final int HEADS = 2;
    private static final int HEAD_SIZE = 64;
    private static final int CLIPS = 3;

    /** Far keys of both sides come into play from 74 rows on, and tiles without any near key from 200 on. */
    private static final int[] LENGTHS = {1, 7, 64, 73, 150, 333};

    /** The channels of the published model, and a number that fills no warp. */
    private static final int PUBLISHED_CHANNELS = 1024;

    private static final int ODD_CHANNELS = 80;

    /** A batch of the published sizes: clips of 10 s, as many as are 240 s of audio. */
    private static final int FULL_CLIPS = 24;

    private static final int FULL_FRAMES = 1000;
    private static final int PUBLISHED_HEADS = 16;
    private static final int TIMED_RUNS = 7;

    /** {@return the comparison on a GPU}
     *
     * @param device {@code cuda:N}
     */
    public static KernelComparison on(String device) {
        LibTorch.load();
        return new KernelComparison(new CudaKernelDevice(Gpu.index(device).orElseThrow()), device);
    }

    /**
     * A kernel in a number format, on a batch.
     *
     * @param kernel its name
     * @param format of its elements
     * @param channels of a row
     * @param rows of the batch's longest clip
     */
    public record Case(String kernel, ScalarType format, int channels, int rows) {
        /** {@return the format for people} */
        public String elements() {
            return switch (format.intern()) {
                case Float -> "float32";
                case BFloat16 -> "bfloat16";
                default -> "float16";
            };
        }

        /** {@return how far the kernel may be from its twin, in parts of the largest value} */
        public double tolerance() {
            return format == ScalarType.Float ? 1e-5 : 1e-2;
        }

        /** Some odd, so that a clip has a masked row unless it has one only. */
        private int[] frames() {
            return IntStream.range(0, CLIPS)
                    .map(clip -> Math.max(3, 2 * rows - 1 - clip * rows))
                    .map(frames -> rows == 1 ? 2 : frames)
                    .toArray();
        }
    }

    /** {@return every kernel in every format over all lengths} */
    public static List<Case> cases() {
        return Stream.of(ScalarType.Float, ScalarType.BFloat16, ScalarType.Half)
                .flatMap(format -> IntStream.of(LENGTHS).boxed().flatMap(rows -> cases(format, rows)))
                .toList();
    }

    private static Stream<Case> cases(ScalarType format, int rows) {
        Case attention = new Case(AttentionKernel.NAME, format, HEADS * HEAD_SIZE, rows);
        Case convolution = new Case(GatedConvolutionKernel.NAME, format, PUBLISHED_CHANNELS, rows);
        return format == ScalarType.Float
                ? Stream.of(attention, convolution, new Case(GatedConvolutionKernel.NAME, format, ODD_CHANNELS, rows))
                : Stream.of(attention, convolution);
    }

    /**
     * What a kernel and its twin take for a full batch of the published sizes.
     *
     * @param kernelSeconds the kernel
     * @param twinSeconds LibTorch's operations
     */
    public record Times(double kernelSeconds, double twinSeconds) {}

    /**
     * {@return the largest difference, in parts of the largest value}
     *
     * @param it the case
     * @throws KernelException if the device cannot run the kernel
     */
    public double error(Case it) {
        manual_seed(1);
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Pair pair = pair(it, HEADS, it.frames(), scope);
            Tensor expected = pair.twin.apply(pair.input);
            Tensor actual = pair.kernel.apply(pair.input);
            return largestError(actual.narrow(0, 0, pair.taken), expected.narrow(0, 0, pair.taken));
        }
    }

    /**
     * {@return what both take for a full batch}
     *
     * @param it the case, whose channels and rows do not matter
     * @throws KernelException if the device cannot run the kernel
     */
    public Times times(Case it) {
        manual_seed(1);
        Case full = new Case(it.kernel, it.format, PUBLISHED_CHANNELS, FULL_FRAMES / 2);
        int[] frames = IntStream.generate(() -> FULL_FRAMES).limit(FULL_CLIPS).toArray();
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Pair pair = pair(full, PUBLISHED_HEADS, frames, scope);
            return new Times(fastest(pair.kernel, pair.input), fastest(pair.twin, pair.input));
        }
    }

    private double fastest(Function<Tensor, Tensor> implementation, Tensor input) {
        return IntStream.range(0, TIMED_RUNS)
                .mapToDouble(i -> kernels.seconds(() -> NativeScope.run(() -> implementation.apply(input))))
                .min()
                .orElseThrow();
    }

    /** Both implementations, what they are given, and how many rows of their answers are of clips. */
    private record Pair(Function<Tensor, Tensor> kernel, Function<Tensor, Tensor> twin, Tensor input, int taken) {}

    private Pair pair(Case it, int heads, int[] frames, PointerScope scope) {
        Device device = new Device(place);
        ClipRows rows = new ClipRows(frames, RowRounding.FINE, new DirectTransfer(device));
        return it.kernel.equals(AttentionKernel.NAME)
                ? attention(it, heads, rows, scope)
                : gatedConvolution(it, heads, rows, scope);
    }

    private Pair attention(Case it, int heads, ClipRows rows, PointerScope scope) {
        W2vBertConfig config = config(it.channels, heads);
        Weights weights =
                weights(it.format, scope, Map.of("distance_embedding.weight", randn(config.relativeKeys(), HEAD_SIZE)));
        Tensor qkv = random(it.format, rows.rows(), 3, heads, HEAD_SIZE);
        qkv.select(1, 0).mul_(new Scalar(1 / Math.sqrt(HEAD_SIZE)));
        Batch clips = Batch.whole(rows, qkv);
        var kernel = AttentionKernel.of(config, weights, kernels);
        var twin = new LibTorchOperations().attention(config, weights);
        return new Pair(x -> kernel.forward(x, clips), x -> twin.forward(x, clips), qkv, rows.taken());
    }

    private Pair gatedConvolution(Case it, int heads, ClipRows rows, PointerScope scope) {
        int channels = it.channels;
        W2vBertConfig config = config(channels, heads);
        Map<String, Tensor> tensors = Map.of(
                "depthwise_conv.weight", randn(channels, 1, config.convKernel()).mul_(new Scalar(0.2)),
                "depthwise_layer_norm.weight", randn(channels),
                "depthwise_layer_norm.bias", randn(channels));
        Weights weights = weights(it.format, scope, tensors);
        Tensor x = random(it.format, rows.rows(), 2L * channels);
        Batch clips = Batch.whole(rows, x);
        var kernel = GatedConvolutionKernel.of(config, weights, kernels);
        var twin = new LibTorchOperations().gatedConvolution(config, weights);
        return new Pair(in -> kernel.forward(in, clips), in -> twin.forward(in, clips), x, rows.taken());
    }

    private Tensor random(ScalarType format, long... shape) {
        return randn(shape).to(new Device(place), format);
    }

    private static W2vBertConfig config(int channels, int heads) {
        return new W2vBertConfig(channels, heads, 1, W2vBertConfig.OUTPUT_LAYER, 1, 31, 1e-5, 64, 8);
    }

    private Weights weights(ScalarType format, PointerScope scope, Map<String, Tensor> tensors) {
        Compute compute = new Compute(
                new Device(place),
                format,
                AttentionProducts.fused(format),
                place.equals("cpu") ? BlockSizes.CPU : BlockSizes.GPU,
                new LibTorchOperations());
        return new Weights(new NamedTensors(tensors), compute, scope);
    }

    private static double largestError(Tensor actual, Tensor expected) {
        Tensor right = expected.to(ScalarType.Double);
        double largest = right.abs().max().item_double();
        return actual.to(ScalarType.Double).sub(right).abs().max().item_double() / largest;
    }

    /** Unloads the kernels. */
    @Override
    public void close() {
        kernels.close();
    }
}
