package io.github.metis8d.torch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv1d;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.Golden;
import io.github.metis8d.torch.TestDevice;
import io.github.metis8d.torch.cpu.Cores;
import io.github.metis8d.torch.measure.NamedTensors;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions of the rows of all clips, by one thread or two, against LibTorch's of each clip. */
class ConvolutionsTest {
    private static final int IN = 48;
    private static final int OUT = 40;
    private static final long[] ONE = {1};
    private static final long[] NONE = {0};
    private static final int[] FRAMES = {1, 9, 2, 171, 40, 3, 3, 3, 77};

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    private final Device device = new Device(TestDevice.NAME);

    private Weights weights(Map<String, Tensor> tensors, BlockSizes blocks, PointerScope scope) {
        Compute compute = new Compute(
                device, ScalarType.Float, AttentionProducts.fused(ScalarType.Float), blocks, new LibTorchOperations());
        return new Weights(new NamedTensors(tensors), compute, scope);
    }

    // Rows in one block, and in many.
    @ParameterizedTest
    @ValueSource(longs = {1000, 7})
    void aFullConvolutionSeesAllAroundARow(long blockRows) {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Map<String, Tensor> tensors = Map.of("weight", randn(OUT, IN, 7), "bias", randn(OUT));
            BlockSizes blocks = new BlockSizes(1 << 20, blockRows, 100, true, RowRounding.FINE);
            FullConvolution convolution = new FullConvolution(weights(tensors, blocks, scope), IN, OUT, 7);
            compare(convolution::forward, tensors, 3, 3, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 7})
    void aDepthwiseConvolutionSeesThePastOrBoth(int kernel) {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            Map<String, Tensor> tensors = Map.of("weight", randn(IN, 1, kernel), "bias", randn(IN));
            BlockSizes blocks = new BlockSizes(1 << 20, 1000, 100, true, RowRounding.FINE);
            Weights weights = weights(tensors, blocks, scope);
            compare(
                    DepthwiseConvolution.causal(weights, Meeting.Part.CODEC, IN, kernel)::forward,
                    tensors,
                    kernel - 1,
                    0,
                    IN);
            compare(
                    DepthwiseConvolution.centred(weights, Meeting.Part.CODEC, IN, kernel)::forward,
                    tensors,
                    kernel / 2,
                    kernel / 2,
                    IN);
        }
    }

    private void compare(
            BiFunction<Tensor, Batch, Tensor> convolution,
            Map<String, Tensor> tensors,
            long before,
            long after,
            long groups) {
        Tensor weight = tensors.get("weight").to(device, ScalarType.Float);
        TensorOptional bias = after == 0
                ? new TensorOptional()
                : new TensorOptional(tensors.get("bias").to(device, ScalarType.Float));
        try (Crew two = device.is_cpu() ? Cores.of(2, ScalarType.BFloat16) : Crew.CALLER) {
            for (RowRounding rounding : RowRounding.values()) {
                ClipRows clips = new ClipRows(FRAMES, rounding, new DirectTransfer(device));
                Tensor x = randn(clips.rows(), IN).to(device, ScalarType.Float);
                Tensor whole = convolution.apply(x, Batch.whole(clips, x));
                Tensor shared = two.compute(clips, x, batch -> convolution.apply(batch.own(x), batch));
                for (int clip = 0; clip < clips.clips(); clip++) {
                    Tensor padded =
                            constant_pad_nd(clips.of(x, clip), new long[] {0, 0, before, after}, new Scalar(0.0));
                    Tensor expected = conv1d(padded.transpose(0, 1).unsqueeze(0), weight, bias, ONE, NONE, ONE, groups)
                            .squeeze(0)
                            .transpose(0, 1)
                            .contiguous();
                    for (Tensor answer : new Tensor[] {whole, shared}) {
                        assertThat(Golden.relativeError(Golden.floats(clips.of(answer, clip)), Golden.floats(expected)))
                                .as("%s, clip %d", rounding, clip)
                                .isLessThan(1e-5);
                    }
                }
            }
        }
    }
}
