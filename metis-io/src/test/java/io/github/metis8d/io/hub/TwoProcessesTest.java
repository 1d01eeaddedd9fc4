package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoProcessesTest {
    /** Fetches the model in a process of its own, and tells on standard output how it gets on. */
    static final class Fetch implements FetchListener {
        public static void main(String[] arguments) {
            Map<String, String> environment = Map.of("HF_ENDPOINT", arguments[1]);
            HubSettings settings = HubSettings.from(environment::get, Path.of(arguments[0]));
            PublishedStatistics statistics = PublishedModel.statistics(URI.create(arguments[2]));
            new HubModelResolver(settings, new Fetch(), statistics, Machine.here()).resolve(SOURCE);
            System.out.println("done");
        }

        @Override
        public void waiting(String reason, Duration pause) {
            System.out.println("waiting: " + reason);
        }
    }

    @Test
    void ofTwoThatWantTheSameFileOneFetchesAndTheOtherWaits(@TempDir Path home) throws Exception {
        try (FakeHub hub = new FakeHub()) {
            PublishedModel model = new PublishedModel(hub);
            // The first content is held back until the other process has been seen to wait, or to ask for it too.
            CountDownLatch second = new CountDownLatch(1);
            hub.failContent((exchange, content) -> {
                await(second);
                FakeHub.serveRange(exchange, content);
            });
            Process one = start(home, hub);
            Process other = start(home, hub);
            List<String> told = new ArrayList<>();
            Thread listening = new Thread(() -> told.addAll(lines(one, second)));
            listening.start();
            List<String> toldByOther = lines(other, second);
            listening.join();

            assertThat(one.waitFor()).isZero();
            assertThat(other.waitFor()).isZero();
            told.addAll(toldByOther);
            assertThat(told).filteredOn("done"::equals).hasSize(2);
            assertThat(told).anyMatch(line -> line.startsWith("waiting: another process"));
            assertThat(hub.contentRequests()).hasSize(3).doesNotHaveDuplicates();
            assertThat(model.resolver(home, Map.of())
                            .cached(SOURCE)
                            .orElseThrow()
                            .w2vBert()
                            .resolve("model.safetensors"))
                    .hasBinaryContent(WEIGHTS);
        }
    }

    private static Process start(Path home, FakeHub hub) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fetch.class.getName(),
                        home.toString(),
                        hub.address().toString(),
                        hub.storeAddress("/stats.pt").toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Reads what a process tells, to its end. */
    private static List<String> lines(Process process, CountDownLatch second) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.startsWith("waiting")) {
                    second.countDown();
                }
            }
        } catch (IOException e) {
            lines.add(e.toString());
        } finally {
            second.countDown();
        }
        return lines;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
