package io.github.metis8d.torch.measure;

import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.Precision;
import io.github.metis8d.torch.ComputePath;
import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.model.Activation;
import io.github.metis8d.torch.model.Compute;
import io.github.metis8d.torch.model.Linear;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.model.Weights;
import io.github.metis8d.torch.runtime.Float32Products;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The matrix products of the published model by themselves, to judge how much of its time is spent on anything else.
 *
 * <p>Counted are the linear layers and pointwise convolutions of the conformer, 95 % of the model's arithmetic; what
 * attention, the other convolutions and the codec multiply is not, so that a share of the time is never flattered.
 */
public final class ModelProducts {
    /** Passes over one layer's products before the clock starts, and those of which the fastest counts. */
    private static final int WARM_UP = 2;

    private static final int PASSES = 5;

    /** Layers with weights of their own, so that weights come from memory as in the model, and not from a cache. */
    private static final int LAYERS = 3;

    private final List<long[]> shapes;

    private ModelProducts(List<long[]> shapes) {
        this.shapes = shapes;
    }

    /** {@return the products of the published sizes} */
    public static ModelProducts published() {
        LibTorch.load();
        try (PointerScope scope = new PointerScope();
                ModelParts parts = ModelParts.published()) {
            W2vBertConfig sizes = parts.hidden();
            long c = sizes.hiddenSize();
            long inner = sizes.intermediateSize();
            return new ModelProducts(List.of(
                    new long[] {c, inner}, // feed-forward
                    new long[] {inner, c},
                    new long[] {c, 3 * c}, // queries, keys and values
                    new long[] {c, c}, // what attention puts out
                    new long[] {c, 2 * c}, // convolution module
                    new long[] {c, c},
                    new long[] {c, inner}, // feed-forward
                    new long[] {inner, c}));
        }
    }

    /** {@return the floating-point operations that these products take for one row, 20 ms of audio} */
    public double operationsPerRow() {
        long layer = shapes.stream().mapToLong(shape -> shape[0] * shape[1]).sum();
        return 2.0 * layer * W2vBertConfig.OUTPUT_LAYER;
    }

    /**
     * Measures how fast they are computed when nothing comes between: by LibTorch's own {@code linear}, or by the model's
     * layers if these are faster, so that it is the device's limit and not a library's.
     *
     * @param device {@code cpu} or {@code cuda:N}
     * @param precision the number format
     * @param rows how many rows are multiplied at once
     * @return floating-point operations a second
     */
    public double rate(String device, Precision precision, int rows) {
        new TorchBackendProvider().requireDevice(device);
        LibTorch.useAllCores();
        ComputePath path = ComputePath.of(device, precision);
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode();
                ModelParts parts = ModelParts.published();
                Operations operations = path.operations(new Device(device));
                Float32Products.Hold hold = path.float32().hold()) {
            Compute compute = path.compute(new Device(device), operations);
            List<UnaryOperator<Tensor>> own = new ArrayList<>();
            List<UnaryOperator<Tensor>> models = new ArrayList<>();
            List<Tensor> inputs = new ArrayList<>();
            Weights owner = new Weights(parts.hiddenTensors(), compute, scope);
            for (int layer = 0; layer < LAYERS; layer++) {
                for (long[] shape : shapes) {
                    Tensor weight = random(compute, shape[1], shape[0]);
                    own.add(x -> linear(x, weight));
                    models.add(Linear.make(owner, weight::clone, null, Activation.NONE)::forward);
                    inputs.add(random(compute, rows, shape[0]));
                }
            }
            long fastest = Math.min(fastest(own, inputs), fastest(models, inputs));
            double operationsMeasured = operationsPerRow() * rows * LAYERS / W2vBertConfig.OUTPUT_LAYER;
            return operationsMeasured / (fastest / 1e9);
        }
    }

    private static Tensor random(Compute compute, long rows, long columns) {
        return NativeScope.result(() -> randn(rows, columns).to(compute.device(), compute.dtype()));
    }

    private static long fastest(List<UnaryOperator<Tensor>> products, List<Tensor> inputs) {
        long fastest = Long.MAX_VALUE;
        for (int pass = 0; pass < WARM_UP + PASSES; pass++) {
            long nanos = time(products, inputs);
            fastest = pass < WARM_UP ? fastest : Math.min(fastest, nanos);
        }
        return fastest;
    }

    private static long time(List<UnaryOperator<Tensor>> products, List<Tensor> inputs) {
        try (PointerScope pass = new PointerScope()) {
            long start = System.nanoTime();
            Tensor last = null;
            for (int i = 0; i < inputs.size(); i++) {
                last = products.get(i).apply(inputs.get(i));
            }
            // A GPU works on while the host goes ahead; one value on the host means that it is done.
            last.select(0, 0).select(0, 0).to(ScalarType.Float).item_float();
            return System.nanoTime() - start;
        }
    }
}
