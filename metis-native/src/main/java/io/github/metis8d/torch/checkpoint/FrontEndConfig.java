package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The settings of the log-mel front end.
 *
 * @param melBins filters of the bank
 * @param stride frames that are stacked to one row
 * @param paddingValue what fills the frame that completes the last row
 */
public record FrontEndConfig(int melBins, int stride, float paddingValue) {
    /** Where transformers puts all processors of a model since version 5, each in a section. */
    private static final String PROCESSOR = "processor_config.json";

    /** Where the settings stand by themselves. */
    private static final String PREPROCESSOR = "preprocessor_config.json";

    /**
     * Reads the settings where transformers 5 does: in the section {@code feature_extractor} (or {@code audio_processor})
     * of {@code processor_config.json} if there is one, else in {@code preprocessor_config.json}. What a file leaves out
     * is as in transformers.
     *
     * @param folder the folder of w2v-BERT 2.0
     * @return the settings
     * @throws ModelException if neither is there, the file is no JSON, or it is for another sampling rate
     */
    public static FrontEndConfig read(Path folder) {
        ConfigFile json = settings(folder);
        int rate = json.size("sampling_rate", Integer.MAX_VALUE, Metis8dEncoder.SAMPLE_RATE);
        if (rate != Metis8dEncoder.SAMPLE_RATE) {
            throw json.wrong("sampling_rate is " + rate + ", not " + Metis8dEncoder.SAMPLE_RATE);
        }
        int stride = json.size("stride", 1 << 10, 2);
        if (stride != 2) {
            throw json.wrong("stride is " + stride + ", not 2 (50 rows a second)");
        }
        // On the left, the frame that is added would shift all others by one.
        json.require("padding_side", "right");
        return new FrontEndConfig(
                json.size("num_mel_bins", 1 << 10, 80), stride, (float) json.number("padding_value", 0.0));
    }

    private static ConfigFile settings(Path folder) {
        Path processor = folder.resolve(PROCESSOR);
        if (Files.exists(processor)) {
            ConfigFile all = ConfigFile.read(processor);
            // As transformers does: a feature_extractor of null hides an audio_processor.
            String section = all.names("feature_extractor") ? "feature_extractor" : "audio_processor";
            if (all.has(section)) {
                return all.section(section);
            }
        }
        Path alone = folder.resolve(PREPROCESSOR);
        if (!Files.exists(alone)) {
            throw new ModelException("there is no file " + alone
                    + (Files.exists(processor) ? ", and " + processor + " has no section feature_extractor" : "")
                    + "; check the path of the model");
        }
        return ConfigFile.read(alone);
    }
}
