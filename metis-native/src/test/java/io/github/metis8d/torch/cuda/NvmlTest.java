package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.runtime.LibTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

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
