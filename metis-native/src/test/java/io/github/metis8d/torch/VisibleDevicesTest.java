package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.torch.cuda.NvidiaDriver;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleDevicesTest {
    private static final NvidiaDriver NO_DRIVER = new NvidiaDriver(Path.of("no-driver"));
    private static final VisibleDevices CPU_BUILD = new VisibleDevices(false, 0, null, NO_DRIVER);
    private static final VisibleDevices NO_GPU = new VisibleDevices(true, 0, null, NO_DRIVER);
    private static final VisibleDevices TWO_GPUS = new VisibleDevices(true, 2, "3,1", NO_DRIVER);

    @Test
    void allGpusAreThoseThatTheProcessSeesNumberedFromZero() {
        assertThat(TWO_GPUS.named("cuda:all")).containsExactly("cuda:0", "cuda:1");
        assertThat(TWO_GPUS.named("cuda:1")).containsExactly("cuda:1");
        assertThat(TWO_GPUS.named("cpu")).containsExactly("cpu");
    }

    @Test
    void devicesThatAreThereAreTaken() {
        assertThatCode(() -> {
                    TWO_GPUS.require("cuda:0");
                    TWO_GPUS.require("cuda:1");
                    TWO_GPUS.require("cpu");
                    CPU_BUILD.require("cpu");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aGpuThatTheProcessDoesNotSeeIsMissingAndTheErrorSaysWhatLimitsIt() {
        assertThatThrownBy(() -> TWO_GPUS.require("cuda:3"))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("there is no CUDA device cuda:3")
                .hasMessageContaining("sees 2 of them")
                .hasMessageContaining("CUDA_VISIBLE_DEVICES is \"3,1\"")
                .hasMessageContaining("--device cpu");
    }

    @Test
    void withoutAGpuTheErrorSaysSo() {
        assertThatThrownBy(() -> NO_GPU.require("cuda:0"))
                .hasMessageContaining("the process sees no GPU, as there is no NVIDIA driver on this machine");
        assertThatThrownBy(() -> NO_GPU.named("cuda:all"))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("the process sees no GPU");
        assertThatThrownBy(() -> CPU_BUILD.named("cuda:all")).hasMessageContaining("CPU build");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda", "cuda:", "cuda:x", "cuda:123", "CPU", "cuda:all"})
    void otherNamesAreNoDevices(String name) {
        assertThatThrownBy(() -> TWO_GPUS.require(name))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("name cpu, cuda:0");
    }
}
