package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelException;
import java.nio.file.Path;

/**
 * The settings of the log-mel front end, from {@code preprocessor_config.json}.
 *
 * @param melBins filters of the bank
 * @param stride frames that are stacked to one row
 * @param paddingValue what fills the frame that completes the last row
 */
public record FrontEndConfig(int melBins, int stride, float paddingValue) {
    /**
     * Reads the file.
     *
     * @param file {@code preprocessor_config.json}
     * @return the settings
     * @throws ModelException if the file is missing, is no JSON, or is for another sampling rate
     */
    public static FrontEndConfig read(Path file) {
        ConfigFile json = ConfigFile.read(file);
        int rate = json.size("sampling_rate", Integer.MAX_VALUE, Metis8dEncoder.SAMPLE_RATE);
        if (rate != Metis8dEncoder.SAMPLE_RATE) {
            throw json.wrong("sampling_rate is " + rate + ", not " + Metis8dEncoder.SAMPLE_RATE);
        }
        int stride = json.size("stride", 1 << 10, 2);
        if (stride != 2) {
            throw json.wrong("stride is " + stride + ", not 2 (50 rows a second)");
        }
        return new FrontEndConfig(
                json.size("num_mel_bins", 1 << 10, 80), stride, (float) json.number("padding_value", 0.0));
    }
}
