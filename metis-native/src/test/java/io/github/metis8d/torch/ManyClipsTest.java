package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.cuda.AttentionKernel;
import io.github.metis8d.torch.cuda.GatedConvolutionKernel;
import io.github.metis8d.torch.cuda.KernelDevice;
import io.github.metis8d.torch.cuda.KernelSource;
import io.github.metis8d.torch.cuda.LoadedKernel;
import io.github.metis8d.torch.cuda.LoadedKernel.Grid;
import io.github.metis8d.torch.measure.NamedTensors;
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
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches of more clips than a GPU has blocks in the second and third direction of a grid. */
class ManyClipsTest {
    /** The most blocks in these directions, and in the first. */
    private static final int MAX_Y_AND_Z = 65_535;

    private static final int CLIPS = 70_000;

    /** Two rows each, the second of them masked; the last clip has three rows more than a tile of either kernel. */
    private static final int FRAMES = 3;

    private static final int LAST_FRAMES = 2 * (64 + 3);

    private static final W2vBertConfig CONFIG =
            new W2vBertConfig(16, 1, 1, W2vBertConfig.OUTPUT_LAYER, 1, 31, 1e-5, 64, 8);

    private final Recorder device = new Recorder();

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    /** Computes nothing, and remembers its last launch. */
    private static final class Recorder implements KernelDevice {
        private Grid grid;
        private int[] tiles;

        @Override
        public LoadedKernel load(KernelSource source) {
            return (launched, threads, arguments) -> {
                grid = launched;
                tiles = Arrays.stream(arguments)
                        .filter(argument -> argument instanceof Tensor tensor
                                && tensor.scalar_type().intern() == ScalarType.Int)
                        .map(argument -> numbers((Tensor) argument))
                        .findFirst()
                        .orElseThrow();
            };
        }

        private static int[] numbers(Tensor tensor) {
            int[] numbers = new int[Math.toIntExact(tensor.numel())];
            new IntPointer(tensor.data_ptr()).get(numbers);
            return numbers;
        }

        @Override
        public double seconds(Runnable work) {
            return 0;
        }

        @Override
        public Optional<String> fault() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    @Test
    void attentionHasABlockForEachTileOfEachClip() {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            ClipRows clips = clips();
            Tensor qkv = randn(clips.rows(), 3, 1, 16);
            AttentionKernel.of(
                            CONFIG,
                            weights(scope, Map.of("distance_embedding.weight", randn(CONFIG.relativeKeys(), 16))),
                            device)
                    .forward(qkv, Batch.whole(clips, qkv));
        }
        assertLaunched(48);
    }

    @Test
    void gatedConvolutionHasABlockForEachTileOfEachClip() {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode()) {
            ClipRows clips = clips();
            Tensor x = randn(clips.rows(), 32);
            Map<String, Tensor> tensors = Map.of(
                    "depthwise_conv.weight", randn(16, 1, CONFIG.convKernel()),
                    "depthwise_layer_norm.weight", randn(16),
                    "depthwise_layer_norm.bias", randn(16));
            GatedConvolutionKernel.of(CONFIG, weights(scope, tensors), device).forward(x, Batch.whole(clips, x));
        }
        assertLaunched(16);
    }

    private void assertLaunched(int tile) {
        int lastRows = LAST_FRAMES / 2;
        int lastTiles = (lastRows + tile - 1) / tile;
        assertThat(device.grid).isEqualTo(new Grid(CLIPS - 1 + lastTiles, 1, 1));
        assertThat(device.grid.x()).isGreaterThan(MAX_Y_AND_Z);
        assertThat(device.tiles).hasSize(ClipRows.TILE_NUMBERS * device.grid.x());
        for (int clip = 0; clip < CLIPS - 1; clip++) {
            assertThat(tile(clip)).containsExactly(2 * clip, 2, 1, 0);
        }
        for (int i = 0; i < lastTiles; i++) {
            assertThat(tile(CLIPS - 1 + i)).containsExactly(2 * (CLIPS - 1), lastRows, lastRows, tile * i);
        }
    }

    private int[] tile(int number) {
        return Arrays.copyOfRange(device.tiles, ClipRows.TILE_NUMBERS * number, ClipRows.TILE_NUMBERS * (number + 1));
    }

    private static ClipRows clips() {
        int[] frames = new int[CLIPS];
        Arrays.fill(frames, FRAMES);
        frames[CLIPS - 1] = LAST_FRAMES;
        return new ClipRows(frames, RowRounding.FEW, new DirectTransfer(new Device("cpu")));
    }

    private static Weights weights(PointerScope scope, Map<String, Tensor> tensors) {
        Compute compute = new Compute(
                new Device("cpu"),
                ScalarType.Float,
                AttentionProducts.fused(ScalarType.Float),
                BlockSizes.GPU,
                new LibTorchOperations());
        return new Weights(new NamedTensors(tensors), compute, scope);
    }
}
