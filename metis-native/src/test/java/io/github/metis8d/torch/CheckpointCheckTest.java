package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCheckTest {
    @TempDir
    Path temp;

    private TinyCheckpoint checkpoint;

    @BeforeEach
    void unpack() {
        checkpoint = new TinyCheckpoint(temp);
    }

    @Test
    void aWholeCheckpointPasses() {
        assertThatCode(() -> CheckpointCheck.check(checkpoint.source())).doesNotThrowAnyException();
    }

    @Test
    void whatBothFilesLackIsNamedAtOnce() {
        TensorFile hidden = TensorFile.read(checkpoint.hiddenTensors());
        hidden.tensors.remove("encoder.layers.16.final_layer_norm.bias");
        TensorFile.Entry one = hidden.tensors.get("encoder.layers.0.final_layer_norm.bias");
        hidden.tensors.put(
                "encoder.layers.3.self_attn.linear_q.weight", new TensorFile.Entry("F32", one.shape(), one.data()));
        hidden.write(checkpoint.hiddenTensors());
        TensorFile codec = TensorFile.read(checkpoint.codecTensors());
        codec.tensors.remove("quantizer.quantizers.0.in_project.weight_g");
        codec.write(checkpoint.codecTensors());

        assertThatThrownBy(() -> CheckpointCheck.check(checkpoint.source()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(checkpoint.hiddenTensors().toString())
                .hasMessageContaining("encoder.layers.16.final_layer_norm.bias is missing")
                .hasMessageContaining("encoder.layers.3.self_attn.linear_q.weight has shape [32] instead of [32, 32]")
                .hasMessageContaining(checkpoint.codecTensors().toString())
                .hasMessageContaining("in_project.weight_g is missing");
    }
}
