package io.github.metis8d.torch.model;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.checkpoint.HiddenStatistics;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.NativeScope;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The whole way from samples to latents. */
public final class Metis8dModel {
    private final Compute compute;
    private final LogMel logMel;
    private final W2vBert w2vBert;
    private final Tensor mean;
    private final Tensor deviation;
    private final RepCodec codec;

    private Metis8dModel(
            Compute compute, LogMel logMel, W2vBert w2vBert, Tensor mean, Tensor deviation, RepCodec codec) {
        this.compute = compute;
        this.logMel = logMel;
        this.w2vBert = w2vBert;
        this.mean = mean;
        this.deviation = deviation;
        this.codec = codec;
    }

    /**
     * Builds the model.
     *
     * @param open gives its parts, which are closed again
     * @param compute the device and number format
     * @param owner the scope that will own the weights
     * @return the model
     * @throws ModelException if the parts are missing, damaged, or do not fit together
     */
    public static Metis8dModel load(Supplier<ModelParts> open, Compute compute, PointerScope owner) {
        try (PointerScope building = new PointerScope();
                ModelParts parts = open.get()) {
            // The codec first: it is the smaller file, and so the sooner told if it is the wrong one.
            Weights codecWeights = new Weights(parts.codecTensors(), compute, owner).exact();
            RepCodec codec = new RepCodec(parts.codec(), codecWeights);
            codecWeights.requireComplete();
            Weights weights = new Weights(parts.hiddenTensors(), compute, owner);
            W2vBert w2vBert = new W2vBert(parts.hidden(), weights);
            weights.requireComplete();
            HiddenStatistics statistics = parts.statistics();
            Transfer transfer = new DirectTransfer(compute.device());
            return new Metis8dModel(
                    compute,
                    new LogMel(parts.frontEnd(), weights),
                    w2vBert,
                    weights.keep(HostArrays.tensor(statistics.mean(), transfer)),
                    weights.keep(HostArrays.tensor(statistics.deviation(), transfer)),
                    codec);
        }
    }

    /**
     * {@return what parts lack for a model, a message for each that lacks something} Looks at names, shapes and types only.
     *
     * @param parts the parts
     */
    public static List<String> problems(ModelParts parts) {
        Compute unused = new Compute(
                new Device("cpu"),
                ScalarType.Float,
                AttentionProducts.fused(ScalarType.Float),
                BlockSizes.CPU,
                new LibTorchOperations());
        try (PointerScope building = new PointerScope()) {
            Weights codec = Weights.unread(parts.codecTensors(), unused, building);
            new RepCodec(parts.codec(), codec);
            Weights hidden = Weights.unread(parts.hiddenTensors(), unused, building);
            new W2vBert(parts.hidden(), hidden);
            List<String> problems = new ArrayList<>();
            for (Weights weights : List.of(codec, hidden)) {
                try {
                    weights.requireComplete();
                } catch (ModelException e) {
                    problems.add(e.getMessage());
                }
            }
            return problems;
        }
    }

    /**
     * Computes a batch, or a thread's share of it.
     *
     * @param samples (N) float32 on the device
     * @param batch whose the rows are, and which of them are computed
     * @param layout where the clips' samples lie
     * @param transfer brings what else the batch needs
     * @param stages told every stage
     * @return (r, 8) float32 on the device; rows of nobody mean nothing
     */
    public Tensor forward(Tensor samples, Batch batch, ClipSamples layout, Transfer transfer, Stages stages) {
        Tensor rows = stages.logMel(logMel.forward(samples, batch, layout, transfer));
        Tensor hidden = NativeScope.result(() -> w2vBert.forward(rows.to(compute.dtype()), batch));
        stages.hidden(hidden);
        Tensor standardised = NativeScope.result(
                () -> hidden.to(ScalarType.Float).sub(mean).div_(deviation).to(compute.dtype()));
        return NativeScope.result(() -> codec.forward(standardised, batch));
    }

    /** Sees what passes between the stages, for tests that compare each with the reference. */
    public interface Stages {
        /** Looks at nothing. */
        Stages UNSEEN = new Stages() {};

        /**
         * Sees, and may replace, what the front end made.
         *
         * @param rows (R, in) float32
         * @return what the model is to go on with
         */
        default Tensor logMel(Tensor rows) {
            return rows;
        }

        /**
         * Sees the hidden states.
         *
         * @param states (R, C)
         */
        default void hidden(Tensor states) {}
    }
}
