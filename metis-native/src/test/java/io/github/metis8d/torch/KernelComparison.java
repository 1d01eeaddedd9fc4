package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.cuda.AttentionKernel;
import io.github.metis8d.torch.cuda.GatedConvolutionKernel;
import io.github.metis8d.torch.cuda.KernelDevice;
import io.github.metis8d.torch.model.AttentionProducts;
import io.github.metis8d.torch.model.Batch;
import io.github.metis8d.torch.model.BlockSizes;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.LibTorchOperations;
import io.github.metis8d.torch.model.RowRounding;
import io.github.metis8d.torch.model.Weights;
import io.github.metis8d.torch.model.Workspace;
import io.github.metis8d.torch.runtime.DirectTransfer;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kernels compute is what their twins compute. */
abstract class KernelComparison {
    private static final int HEADS = 2;

    /** Far keys of both sides come into play from 74 rows on, and tiles without any near key from 200 on. */
    private static final int[] LENGTHS = {1, 7, 64, 73, 150, 333};

    /** Where the kernels run. */
    abstract KernelDevice kernels();

    /** Where LibTorch runs, to which the device belongs. */
    abstract String place();

    @BeforeEach
    void drawTheSameNumbersEachTime() {
        manual_seed(1);
    }

    /** A batch of clips of different lengths in a number format, the first of them of so many rows. */
    record Values(ScalarType dtype, int rows, int clips) {
        static Stream<Values> all() {
            return Stream.of(ScalarType.Float, ScalarType.BFloat16, ScalarType.Half)
                    .flatMap(dtype -> IntStream.of(LENGTHS).mapToObj(rows -> new Values(dtype, rows, 3)));
        }

        /** Some odd, so that a clip has a masked row unless it has one only. */
        int[] frames() {
            return IntStream.range(0, clips)
                    .map(clip -> Math.max(3, 2 * rows - 1 - clip * rows))
                    .map(frames -> rows == 1 ? 2 : frames)
                    .toArray();
        }

        ClipRows at(Device device) {
            return new ClipRows(frames(), RowRounding.FINE, new DirectTransfer(device));
        }

        double tolerance() {
            return dtype == ScalarType.Float ? 1e-5 : 1e-2;
        }

        Tensor random(Device device, long... shape) {
            return randn(shape).to(device, dtype);
        }
    }

    static Stream<Values> batches() {
        return Values.all();
    }

    static Stream<Values> float32Batches() {
        return Values.all().filter(batch -> batch.dtype() == ScalarType.Float);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void attentionIsThatOfItsTwin(Values batch) {
        W2vBertConfig config = config(HEADS * 64);
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Weights weights =
                    weights(batch, scope, Map.of("distance_embedding.weight", randn(config.relativeKeys(), 64)));
            Device at = new Device(place());
            ClipRows rows = batch.at(at);
            Tensor qkv = batch.random(at, rows.rows(), 3, HEADS, 64);
            qkv.select(1, 0).mul_(new Scalar(1 / Math.sqrt(64)));
            Batch clips = new Batch(rows, new Workspace(qkv));

            Tensor expected =
                    new LibTorchOperations().attention(config, weights).forward(qkv, clips);
            Tensor actual = AttentionKernel.of(config, weights, kernels()).forward(qkv, clips);
            assertThat(largestError(actual.narrow(0, 0, rows.taken()), expected.narrow(0, 0, rows.taken())))
                    .isLessThan(batch.tolerance());
        }
    }

    @ParameterizedTest
    @MethodSource("batches")
    void gatedConvolutionIsThatOfItsTwin(Values batch) {
        compareGatedConvolution(batch, 1024);
    }

    @ParameterizedTest
    @MethodSource("float32Batches")
    void gatedConvolutionTakesAnyNumberOfChannels(Values batch) {
        compareGatedConvolution(batch, 80);
    }

    private void compareGatedConvolution(Values batch, int channels) {
        W2vBertConfig config = config(channels);
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Map<String, Tensor> tensors = Map.of(
                    "depthwise_conv.weight",
                            randn(channels, 1, config.convKernel()).mul_(new Scalar(0.2)),
                    "depthwise_layer_norm.weight", randn(channels),
                    "depthwise_layer_norm.bias", randn(channels));
            Weights weights = weights(batch, scope, tensors);
            Device at = new Device(place());
            ClipRows rows = batch.at(at);
            Tensor x = batch.random(at, rows.rows(), 2L * channels);
            Batch clips = new Batch(rows, new Workspace(x));

            Tensor expected =
                    new LibTorchOperations().gatedConvolution(config, weights).forward(x, clips);
            Tensor actual =
                    GatedConvolutionKernel.of(config, weights, kernels()).forward(x, clips);
            assertThat(largestError(actual.narrow(0, 0, rows.taken()), expected.narrow(0, 0, rows.taken())))
                    .isLessThan(batch.tolerance());
        }
    }

    private static W2vBertConfig config(int channels) {
        return new W2vBertConfig(channels, HEADS, 1, W2vBertConfig.OUTPUT_LAYER, 1, 31, 1e-5, 64, 8);
    }

    private Weights weights(Values batch, PointerScope scope, Map<String, Tensor> tensors) {
        Compute compute = new Compute(
                new Device(place()),
                batch.dtype(),
                AttentionProducts.fused(batch.dtype()),
                BlockSizes.CPU,
                new LibTorchOperations());
        return new Weights(new NamedTensors(tensors), compute, scope);
    }

    /** The largest difference in parts of the largest value. */
    private static double largestError(Tensor actual, Tensor expected) {
        Tensor right = expected.to(ScalarType.Double);
        double largest = right.abs().max().item_double();
        return actual.to(ScalarType.Double).sub(right).abs().max().item_double() / largest;
    }
}
