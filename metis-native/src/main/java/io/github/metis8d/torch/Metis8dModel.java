package io.github.metis8d.torch;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.torch.checkpoint.CodecConfig;
import io.github.metis8d.torch.checkpoint.FrontEndConfig;
import io.github.metis8d.torch.checkpoint.HiddenStatistics;
import io.github.metis8d.torch.checkpoint.SafeTensors;
import io.github.metis8d.torch.checkpoint.TensorSource;
import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.checkpoint.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The whole way from samples to latents. */
final class Metis8dModel {
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
     * Reads a checkpoint.
     *
     * @param files the files
     * @param compute the device and number format
     * @param owner the scope that will own the weights
     * @throws ModelException if the files are missing, damaged, or do not fit together
     */
    static Metis8dModel load(Checkpoint files, Compute compute, PointerScope owner) {
        Sizes sizes = Sizes.read(files);
        try (PointerScope building = new PointerScope();
                TensorSource hidden = SafeTensors.openFolder(files.w2vBert());
                TensorSource codecTensors = SafeTensors.open(files.semanticCodec())) {
            CodecConfig codecConfig = sizes.codec(files, codecTensors);
            HiddenStatistics statistics =
                    HiddenStatistics.read(files.stats(), sizes.w2vBert().hiddenSize());
            // The codec first: it is the smaller file, and so the sooner told if it is the wrong one.
            Weights codecWeights = new Weights(codecTensors, compute, owner);
            RepCodec codec = new RepCodec(codecConfig, codecWeights);
            codecWeights.check();
            Weights hiddenWeights = new Weights(hidden, compute, owner);
            W2vBert w2vBert = new W2vBert(sizes.w2vBert(), hiddenWeights);
            hiddenWeights.check();
            return new Metis8dModel(
                    compute,
                    new LogMel(sizes.frontEnd(), hiddenWeights),
                    w2vBert,
                    hiddenWeights.keep(statistics.mean().to(compute.device(), ScalarType.Float)),
                    hiddenWeights.keep(statistics.var().sqrt().to(compute.device(), ScalarType.Float)),
                    codec);
        }
    }

    /**
     * Looks whether a checkpoint has every tensor that the model needs, of the right shape and type, without reading
     * them.
     *
     * @param files the files
     * @throws ModelException if it has not; the message names every tensor of both files
     */
    static void check(Checkpoint files) {
        Sizes sizes = Sizes.read(files);
        List<String> problems = new ArrayList<>();
        try (PointerScope building = new PointerScope();
                TensorSource hidden = SafeTensors.openFolder(files.w2vBert());
                TensorSource codecTensors = SafeTensors.open(files.semanticCodec())) {
            Compute unused = new Compute(new Device("cpu"), ScalarType.Float, false);
            HiddenStatistics.read(files.stats(), sizes.w2vBert().hiddenSize());
            Weights codecWeights = Weights.unread(codecTensors, unused, building);
            new RepCodec(sizes.codec(files, codecTensors), codecWeights);
            Weights hiddenWeights = Weights.unread(hidden, unused, building);
            new W2vBert(sizes.w2vBert(), hiddenWeights);
            for (Weights weights : List.of(codecWeights, hiddenWeights)) {
                try {
                    weights.check();
                } catch (ModelException e) {
                    problems.add(e.getMessage());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ModelException(String.join("; ", problems));
        }
    }

    /** What the configuration files say, and that they fit together. */
    private record Sizes(W2vBertConfig w2vBert, FrontEndConfig frontEnd) {
        static Sizes read(Checkpoint files) {
            W2vBertConfig config = W2vBertConfig.read(files.w2vBert().resolve("config.json"));
            FrontEndConfig frontEnd = FrontEndConfig.read(files.w2vBert().resolve("preprocessor_config.json"));
            if (config.inputSize() != frontEnd.melBins() * frontEnd.stride()) {
                throw new ModelException(files.w2vBert() + ": config.json takes rows of " + config.inputSize()
                        + " values, but preprocessor_config.json makes rows of " + frontEnd.stride() + " x "
                        + frontEnd.melBins());
            }
            return new Sizes(config, frontEnd);
        }

        CodecConfig codec(Checkpoint files, TensorSource tensors) {
            CodecConfig codec = files.config().map(CodecConfig::read).orElseGet(() -> CodecConfig.of(tensors));
            if (codec.hiddenSize() != w2vBert.hiddenSize()) {
                throw new ModelException(files.semanticCodec() + " takes hidden states of " + codec.hiddenSize()
                        + " channels, but " + files.w2vBert() + " gives " + w2vBert.hiddenSize());
            }
            return codec;
        }
    }

    /**
     * @param samples (B, N) float32 on the device
     * @param frames F of each clip
     * @param stages told every stage
     * @return (B, T, 8) float32 on the device
     */
    Tensor forward(Tensor samples, int[] frames, Stages stages) {
        RowMasks masks = new RowMasks(frames, compute.device());
        Tensor rows = stages.logMel(logMel.forward(samples, frames));
        Tensor hidden = NativeScope.result(() -> w2vBert.forward(rows.to(compute.dtype()), masks));
        stages.hidden(hidden);
        Tensor standardised = NativeScope.result(
                () -> hidden.to(ScalarType.Float).sub(mean).div_(deviation).to(compute.dtype()));
        return NativeScope.result(() -> codec.forward(standardised, masks));
    }

    /** Sees what passes between the stages, for tests that compare each with the reference. */
    interface Stages {
        /** Looks at nothing. */
        Stages UNSEEN = new Stages() {};

        default Tensor logMel(Tensor rows) {
            return rows;
        }

        default void hidden(Tensor states) {}
    }
}
