package io.github.metis8d.torch;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource.Checkpoint;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.checkpoint.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
                PointerScope building = new PointerScope();
                ModelParts parts = ModelParts.open(files)) {
            problems = problems(parts, building);
        } catch (RuntimeException e) {
            throw NativeFailure.translate(e, "cpu");
        } catch (Error e) {
            throw NativeFailure.translate(e, "cpu");
        }
        if (!problems.isEmpty()) {
            throw new ModelException(String.join("; ", problems));
        }
    }

    private static List<String> problems(ModelParts parts, PointerScope building) {
        Compute unused =
                new Compute(new Device("cpu"), ScalarType.Float, AttentionProducts.fused(ScalarType.Float), null, null);
        Weights codec = Weights.unread(parts.codecTensors(), unused, building);
        new RepCodec(parts.codec(), codec);
        Weights hidden = Weights.unread(parts.hiddenTensors(), unused, building);
        new W2vBert(parts.hidden(), hidden);
        List<String> problems = new ArrayList<>();
        for (Weights weights : List.of(codec, hidden)) {
            try {
                weights.check();
            } catch (ModelException e) {
                problems.add(e.getMessage());
            }
        }
        return problems;
    }
}
