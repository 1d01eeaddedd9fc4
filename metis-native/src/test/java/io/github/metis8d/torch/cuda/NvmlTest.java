package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvmlTest {
    @Test
    void aGpuThatTheProcessDoesNotSeeHasNoStatusWhichIsSaidOnceAtMostAndQuietly() {
        List<String> unseen = List.of("cuda:" + LibTorch.cudaDevices());
        TorchBackendProvider provider = new TorchBackendProvider();
        List<LogRecord> said = listen(() -> {
            assertThat(provider.status(unseen)).isEmpty();
            assertThat(provider.status(unseen)).isEmpty();
        });
        assertThat(said).hasSizeLessThanOrEqualTo(1).allSatisfy(line -> assertThat(line.getLevel())
                .isEqualTo(Level.FINE));
    }

    @Test
    void theCpuHasNoStatusAndNothingIsSaid() {
        List<LogRecord> said = listen(() ->
                assertThat(new TorchBackendProvider().status(List.of("cpu"))).isEmpty());
        assertThat(said).isEmpty();
    }

    private static final String ALL = "97 % busy, 3.0 of 80.0 GiB in use, 54 °C, 412 W, 1755 MHz";

    @Test
    void everyGpuThatTheProcessSeesTellsAll() {
        assertThat(new Nvml(new FakeNvml()).status(List.of("cuda:1", "cpu", "cuda:0", "cuda:2")))
                .extracting(DeviceStatus::toString)
                .containsExactly("cuda:1: " + ALL, "cuda:0: " + ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nvmlDeviceGetUtilizationRates | utilisation | 3.0 of 80.0 GiB in use, 54 °C, 412 W, 1755 MHz",
                "nvmlDeviceGetMemoryInfo | memory | 97 % busy, 54 °C, 412 W, 1755 MHz",
                "nvmlDeviceGetTemperature | temperature | 97 % busy, 3.0 of 80.0 GiB in use, 412 W, 1755 MHz",
                "nvmlDeviceGetPowerUsage | power | 97 % busy, 3.0 of 80.0 GiB in use, 54 °C, 1755 MHz",
                "nvmlDeviceGetClockInfo | clock | 97 % busy, 3.0 of 80.0 GiB in use, 54 °C, 412 W"
            })
    void aReadingThatFailsIsLeftOutAndSaidOnceAndTheOthersAreThere(String call, String what, String told) {
        Nvml nvml = new Nvml(new FakeNvml().fail(call));
        List<LogRecord> said = listen(() -> {
            assertThat(nvml.status(List.of("cuda:0"))).singleElement().hasToString("cuda:0: " + told);
            assertThat(nvml.status(List.of("cuda:0"))).singleElement().hasToString("cuda:0: " + told);
        });
        assertThat(said).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.FINE);
            assertThat(line.getParameters()).containsExactly("cuda:0", what, "Not Supported");
        });
    }

    @Test
    void aGpuThatNvmlOrCudaDoesNotFindLeavesTheOthersAlone() {
        assertThat(new Nvml(new FakeNvml().fail("nvmlDeviceGetHandleByPciBusId")).status(List.of("cuda:0", "cuda:1")))
                .singleElement()
                .hasToString("cuda:1: " + ALL);
        assertThat(new Nvml(new FakeNvml().lose(0)).status(List.of("cuda:0", "cuda:1")))
                .singleElement()
                .hasToString("cuda:1: " + ALL);
    }

    @Test
    void aLibraryThatDoesNotStartIsAskedOnceOnly() {
        FakeNvml fake = new FakeNvml().fail("nvmlInit");
        Nvml nvml = new Nvml(fake);
        List<LogRecord> said = listen(() -> {
            assertThat(nvml.status(List.of("cuda:0"))).isEmpty();
            assertThat(nvml.status(List.of("cuda:0"))).isEmpty();
        });
        assertThat(fake.calls()).containsExactly("nvmlInit");
        assertThat(said).hasSize(1);
    }

    private static List<LogRecord> listen(Runnable task) {
        List<LogRecord> said = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Nvml.class.getName());
        Level before = log.getLevel();
        log.setLevel(Level.ALL);
        log.addHandler(ear);
        try {
            task.run();
        } finally {
            log.removeHandler(ear);
            log.setLevel(before);
        }
        return said;
    }
}
