package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** On a CPU nothing of CUDA is needed. */
class WithoutCudaTest {
    @Test
    void theCpuEncodesWithoutCudasClasses() throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("cuda-"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Encode.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
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
