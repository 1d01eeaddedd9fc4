package io.github.metis8d.torch;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import org.bytedeco.pytorch.InferenceMode;

/** Looks a checkpoint over without loading it. */
public final class CheckpointCheck {
    private CheckpointCheck() {}

    /**
     * Checks that every tensor that the encoder needs is there, of the right shape and type, and that the files fit
     * together. Reads headers and the statistics, not the weights: a file whose weights are damaged, but whose length is
     * right, passes.
     *
     * @param files the checkpoint
     * @throws ModelException if not; the message names the file and every tensor concerned
     */
    public static void check(Checkpoint files) {
        LibTorch.load();
        try (InferenceMode inference = new InferenceMode()) {
            Metis8dModel.check(files);
        } catch (RuntimeException e) {
            throw NativeFailure.translate(e, "cpu");
        }
    }
}
