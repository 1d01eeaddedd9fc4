package io.github.metis8d.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the libraries beneath LibTorch are told of their threads, by what OpenMP says of itself as it is loaded. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "these settings are for GNU's OpenMP")
class NativeThreadsTest {
    private static final String ASKED = "OMP_DISPLAY_ENV";

    private static OtherJvm load(Map<String, String> environment) throws IOException, InterruptedException {
        OtherJvm other = OtherJvm.run(Load.class, entry -> true, environment, "-Xint", "-XX:+UseSerialGC");
        assertThat(other.exitCode()).as(other.said()).isZero();
        return other;
    }

    @Test
    void threadsThatWaitSpinForAShortWhileOnly() throws IOException, InterruptedException {
        assertThat(load(Map.of(ASKED, "VERBOSE")).said()).contains("GOMP_SPINCOUNT = '" + LibTorch.SPINS + "'");
    }

    @Test
    void aUsersOwnSettingStays() throws IOException, InterruptedException {
        assertThat(load(Map.of(ASKED, "VERBOSE", "GOMP_SPINCOUNT", "123")).said())
                .contains("GOMP_SPINCOUNT = '123'");
        assertThat(load(Map.of(ASKED, "VERBOSE", "OMP_WAIT_POLICY", "ACTIVE")).said())
                .contains("OMP_WAIT_POLICY = 'ACTIVE'")
                .doesNotContain("GOMP_SPINCOUNT = '" + LibTorch.SPINS + "'");
    }

    @Test
    void openBlasStartsNoThreads() throws IOException, InterruptedException {
        assertThat(load(Map.of()).said()).contains("native threads: 0");
    }

    /** The program of the other process. */
    static final class Load {
        public static void main(String[] arguments) throws IOException {
            long before = nativeThreads();
            LibTorch.load();
            System.out.println("native threads: " + (nativeThreads() - before));
        }

        /** Those of the process that are no Java threads. The JVM's own are as many all the time, by its options. */
        private static long nativeThreads() throws IOException {
            try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
                return all.count() - Thread.getAllStackTraces().size();
            }
        }
    }
}
