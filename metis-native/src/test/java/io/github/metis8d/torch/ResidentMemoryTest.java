package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Nothing of a call outlives it but its answer. The Java heap's size is fixed and all of it resident from the start, so
 * that what grows is native memory. {@code -Dmetis.test.encodes=20000} makes more of the calls.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class ResidentMemoryTest {
    private static final double GROWTH = 1.05;

    @Test
    void manyCallsFromManyThreadsLeaveNothingBehind() throws IOException, InterruptedException {
        OtherJvm other = OtherJvm.run(
                ManyEncodes.class,
                entry -> true,
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-Dmetis.test.device=" + TestDevice.NAME,
                "-Dmetis.test.encodes=" + Integer.getInteger("metis.test.encodes", 4_000));
        assertThat(other.exitCode()).as(other.said()).isZero();
        String[] resident =
                other.said().lines().reduce((first, last) -> last).orElseThrow().split(" ");
        long warm = Long.parseLong(resident[0]);
        long end = Long.parseLong(resident[1]);
        assertThat((double) end).as("kB resident, of %d when warm", warm).isLessThan(GROWTH * warm);
    }

    /** The program of the other process: prints the resident kB after the first calls and after the last. */
    static final class ManyEncodes {
        private static final int THREADS = 8;
        private static final int WARM = 2_000;
        private static final int SHORTEST = 560;
        private static final int SPREAD = 4_000;

        public static void main(String[] arguments) throws InterruptedException, ExecutionException, IOException {
            try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                    .model(ModelSource.tinyRandom())
                    .device(TestDevice.NAME)
                    .build()) {
                encode(encoder, WARM);
                long warm = residentKilobytes();
                encode(encoder, Integer.getInteger("metis.test.encodes") - WARM);
                System.out.println(warm + " " + residentKilobytes());
            }
        }

        private static void encode(Metis8dEncoder encoder, int calls) throws InterruptedException, ExecutionException {
            AtomicInteger left = new AtomicInteger(calls);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                running.add(threads.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        encoder.encode(noise(random));
                    }
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
            threads.shutdown();
        }

        private static float[] noise(Random random) {
            float[] samples = new float[SHORTEST + random.nextInt(SPREAD)];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = random.nextFloat() - 0.5f;
            }
            return samples;
        }

        private static long residentKilobytes() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            throw new IOException("/proc/self/status has no VmRSS");
        }
    }
}
