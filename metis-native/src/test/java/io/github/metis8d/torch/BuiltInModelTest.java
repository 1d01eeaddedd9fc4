package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelSource;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.runtime.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInModelTest {
    @Test
    void aProcessThatEndsWhileItUnpacksLeavesNothing(@TempDir Path folder) throws IOException, InterruptedException {
        OtherJvm other = OtherJvm.run(End.class, entry -> true, "-Djava.io.tmpdir=" + folder);
        assertThat(other.exitCode()).as(other.said()).isEqualTo(7);
        assertThat(folder).isEmptyDirectory();
    }

    /** The program of the other process. */
    static final class End {
        public static void main(String[] arguments) {
            Path file = new BuiltInModel(ModelSource.tinyRandom()).checkpoint().stats();
            if (!Files.exists(file)) {
                System.exit(1);
            }
            // Others are in the midst of it.
            for (int i = 0; i < 4; i++) {
                Thread unpacking = new Thread(() -> {
                    while (true) {
                        new BuiltInModel(ModelSource.tinyRandom());
                    }
                });
                unpacking.setDaemon(true);
                unpacking.setUncaughtExceptionHandler((thread, e) -> {});
                unpacking.start();
            }
            System.exit(7);
        }
    }

    @Test
    void whatIsOpenCanBeReadWhenTheFilesAreGone() {
        LibTorch.load();
        try (PointerScope scope = new PointerScope()) {
            BuiltInModel model = new BuiltInModel(ModelSource.tinyRandom());
            try (ModelParts parts = ModelParts.open(model.checkpoint())) {
                model.close();
                assertThat(model.checkpoint().stats()).doesNotExist();
                String name = "feature_projection.layer_norm.weight";
                long[] shape = parts.hiddenTensors().shape(name).stream()
                        .mapToLong(Long::longValue)
                        .toArray();
                Tensor tensor = torch.zeros(shape);
                parts.hiddenTensors().read(name, tensor);
                assertThat(tensor.abs().sum().item_double()).isPositive();
            }
        }
    }
}
