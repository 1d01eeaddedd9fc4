package io.github.metis8d.torch;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.model.Metis8dModel;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.List;
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
     * @throws ModelException if not; the message names every tensor concerned, of both files
     */
    public static void check(Checkpoint files) {
        LibTorch.load();
        List<String> problems;
        try (InferenceMode inference = new InferenceMode();
                ModelParts parts = ModelParts.open(files)) {
            problems = Metis8dModel.problems(parts);
        } catch (RuntimeException e) {
            throw NativeFailure.translate(e, "cpu");
        } catch (Error e) {
            throw NativeFailure.translate(e, "cpu");
        }
        if (!problems.isEmpty()) {
            throw new ModelException(String.join("; ", problems));
        }
    }
}
