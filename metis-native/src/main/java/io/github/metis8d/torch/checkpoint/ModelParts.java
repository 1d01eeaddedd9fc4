package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import java.nio.file.Path;

/**
 * All that a model is made of, its sizes known to fit together.
 *
 * @param hidden w2v-BERT's sizes
 * @param frontEnd the log-mel front end's settings
 * @param codec RepCodec's sizes
 * @param hiddenTensors w2v-BERT's tensors
 * @param codecTensors RepCodec's tensors
 * @param statistics of the hidden states
 */
public record ModelParts(
        W2vBertConfig hidden,
        FrontEndConfig frontEnd,
        CodecConfig codec,
        TensorSource hiddenTensors,
        TensorSource codecTensors,
        HiddenStatistics statistics)
        implements AutoCloseable {
    /** A model that w2v-BERT is a part of has its tensors under this name. */
    private static final String EXPORT_PREFIX = "wav2vec2_bert.";

    /**
     * Opens the files of a checkpoint.
     *
     * @param files the files
     * @return the parts
     * @throws ModelException if a file is missing or damaged, or they do not fit together
     */
    public static ModelParts open(Checkpoint files) {
        Path folder = files.w2vBert();
        W2vBertConfig hidden = W2vBertConfig.read(folder.resolve("config.json"));
        FrontEndConfig frontEnd = FrontEndConfig.read(folder);
        if (hidden.inputSize() != frontEnd.melBins() * frontEnd.stride()) {
            throw new ModelException(folder + ": config.json takes rows of " + hidden.inputSize()
                    + " values, but the front end makes rows of " + frontEnd.stride() + " x "
                    + frontEnd.melBins());
        }
        TensorSource hiddenTensors = SafeTensors.openFolder(folder, EXPORT_PREFIX);
        TensorSource codecTensors = null;
        try {
            codecTensors = SafeTensors.open(files.semanticCodec());
            TensorSource tensors = codecTensors;
            CodecConfig codec = files.config().map(CodecConfig::read).orElseGet(() -> CodecConfig.of(tensors));
            if (codec.hiddenSize() != hidden.hiddenSize()) {
                throw new ModelException(files.semanticCodec() + " takes hidden states of " + codec.hiddenSize()
                        + " channels, but " + folder + " gives " + hidden.hiddenSize());
            }
            HiddenStatistics statistics = HiddenStatistics.read(files.stats(), hidden.hiddenSize());
            return new ModelParts(hidden, frontEnd, codec, hiddenTensors, codecTensors, statistics);
        } catch (RuntimeException | Error e) {
            hiddenTensors.close();
            if (codecTensors != null) {
                codecTensors.close();
            }
            throw e;
        }
    }

    /**
     * {@return a model of the published sizes whose weights are random, the same each time} It needs no file, costs as
     * much as the published one, and its answers mean nothing.
     */
    public static ModelParts published() {
        W2vBertConfig hidden = W2vBertConfig.PUBLISHED;
        CodecConfig codec = CodecConfig.PUBLISHED;
        return new ModelParts(
                hidden,
                new FrontEndConfig(80, 2, 1.0f),
                codec,
                RandomTensors.w2vBert(hidden),
                RandomTensors.repCodec(codec),
                HiddenStatistics.standard(hidden.hiddenSize()));
    }

    @Override
    public void close() {
        hiddenTensors.close();
        codecTensors.close();
    }
}
