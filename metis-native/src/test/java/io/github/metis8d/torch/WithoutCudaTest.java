package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a CPU nothing of CUDA is needed. */
class WithoutCudaTest {
    @Test
    void theCpuEncodesWithoutCudasClasses() throws IOException, InterruptedException {
        OtherJvm other = OtherJvm.run(Encode.class, entry -> !entry.startsWith("cuda-"));
        assertThat(other.exitCode()).as(other.said()).isZero();
    }

    /** The program of the other process. */
    static final class Encode {
        public static void main(String[] arguments) {
            try {
                Class.forName("org.bytedeco.cuda.global.cudart", false, Encode.class.getClassLoader());
                System.exit(2);
            } catch (ClassNotFoundException e) {
                // As it must be for this to tell anything.
            }
            try (TorchBackend backend =
                    (TorchBackend) new TorchBackendProvider().open(ModelSource.tinyRandom(), "cpu", Precision.FP32)) {
                backend.encode(List.of(new float[16_000]));
            }
        }
    }
}
