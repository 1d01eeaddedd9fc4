package io.github.metis8d.io.options;

/**
 * What the options are that {@code metis} and its job on Spark share, in one place: neither of the two knows the other.
 * Constants, so that annotations may have them.
 */
public final class OptionTexts {
    /** Of {@code --model}. */
    public static final String MODEL =
            "pretrained: the published model, fetched on first use; hf:OWNER/REPO[@REVISION]: another w2v-BERT 2.0 of"
                    + " the Hugging Face hub with the same codec; the folder of a checkpoint; or tiny-random: a small"
                    + " built-in model of random weights, whose output means nothing, to try things out.";

    /** Of {@code --codec}. */
    public static final String CODEC = "A safetensors file of RepCodec, in place of the model's own.";

    /** Of {@code --stats}. */
    public static final String STATS =
            "The mean and variance of the hidden states (wav2vec2bert_stats.pt), in place of the model's own.";

    /** Of {@code --config}. */
    public static final String CONFIG =
            "The JSON file with the codec's sizes (model.semantic_codec), in place of the checkpoint's own base.json.";

    /** The values of {@code --precision}. */
    public static final String PRECISIONS = "fp32|tf32|bf16|fp16";

    /** Of {@code --precision}. */
    public static final String PRECISION =
            "The number format of weights and products. tf32 is float32 with reduced-precision products.";

    /** Of {@code --max-batch-seconds}. */
    public static final String MAX_BATCH_SECONDS =
            "The most audio that the device takes at once, of all clips together. Default: by the device's memory.";

    /** Of {@code --part}. */
    public static final String PART =
            "Only this folder below --audio-dir, e.g. part_003. The keys still start with its name.";

    /** Of {@code --ending}. */
    public static final String ENDING = "The endings of the files to take, in any case, with commas between them.";

    /** Of {@code --max-files}. */
    public static final String MAX_FILES = "Only the first N files.";

    /** Of {@code --max-minutes}. */
    public static final String MAX_MINUTES =
            "The longest audio that is encoded; a longer file is listed as failed. A file takes up to 10 MB"
                    + " of Java heap for each minute.";

    /** Of {@code --refuse-damaged}. */
    public static final String REFUSE_DAMAGED =
            "Skip files of which something cannot be decoded, or is missing at the end. Without it what is"
                    + " left of them is encoded, with silence in place of what is lost between; they are listed either"
                    + " way.";

    private OptionTexts() {}
}
