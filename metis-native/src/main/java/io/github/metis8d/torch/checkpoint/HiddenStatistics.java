package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Mean and standard deviation of each hidden channel, by which the hidden states are standardised.
 *
 * @param mean C values
 * @param deviation C values above 0
 */
public record HiddenStatistics(float[] mean, float[] deviation) {
    /**
     * Reads a file such as {@code wav2vec2bert_stats.pt}, which {@code torch.save} wrote: a dictionary, ordered or not,
     * of {@code mean} and {@code var}, both (C) or (1, C), floating-point numbers of any size. No program that the file
     * may hold is run.
     *
     * @param file the file
     * @param channels C
     * @return the statistics
     * @throws ModelException if the file is missing, damaged, or holds anything else
     */
    public static HiddenStatistics read(Path file, int channels) {
        try {
            TorchFile tensors = TorchFile.read(file, List.of("mean", "var"));
            float[] mean = floats(tensors.vector("mean", channels));
            float[] deviation = floats(Arrays.stream(tensors.vector("var", channels))
                    .map(Math::sqrt)
                    .toArray());
            for (int c = 0; c < channels; c++) {
                // Of what is below 0, the root is no number.
                if (!Float.isFinite(mean[c]) || !(deviation[c] > 0) || !Float.isFinite(deviation[c])) {
                    throw new PickleException("of channel " + c + ", \"mean\" is not finite or \"var\" not above 0");
                }
            }
            return new HiddenStatistics(mean, deviation);
        } catch (NoSuchFileException e) {
            throw new ModelException("there is no file " + file + "; check the path of the model", e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e, e);
        } catch (PickleException e) {
            throw new ModelException(
                    file + " does not hold the statistics of the hidden states: " + e.getMessage()
                            + ". Take wav2vec2bert_stats.pt of Amphion's sources, or write your own in Python by"
                            + " torch.save({\"mean\": mean, \"var\": var}, FILE), two vectors of " + channels
                            + " floats.",
                    e);
        }
    }

    /** {@return mean 0 and deviation 1} */
    static HiddenStatistics standard(int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return new HiddenStatistics(new float[channels], ones);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
