package io.github.metis8d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every benchmark runs; how fast is not for a test to say. */
class BenchmarksRunTest {
    @Test
    void encode() throws Exception {
        Collection<RunResult> results =
                run(shortest(EncodeBenchmark.class).param("clipSeconds", "1").param("clips", "2"));
        assertThat(results).singleElement().satisfies(result -> {
            double all = result.getSecondaryResults().get("audioSeconds").getScore();
            double each =
                    result.getSecondaryResults().get("audioSecondsPerDevice").getScore();
            assertThat(all).isPositive().isEqualTo(each);
        });
    }

    @Test
    void callers() throws Exception {
        assertThat(run(shortest(CallersBenchmark.class).param("clipSeconds", "0.1")))
                .hasSize(2);
    }

    @Test
    void load() throws Exception {
        assertThat(run(shortest(LoadBenchmark.class))).hasSize(1);
    }

    @Test
    void logMel() throws Exception {
        assertThat(run(shortest(LogMelBenchmark.class).param("clipSeconds", "1")))
                .hasSize(1);
    }

    @Test
    void decode() throws Exception {
        assertThat(run(shortest(DecodeBenchmark.class).param("clipSeconds", "0.1")))
                .hasSize(3);
    }

    @Test
    void json() throws Exception {
        assertThat(run(shortest(JsonBenchmark.class))).hasSize(2);
    }

    private static ChainedOptionsBuilder shortest(Class<?> benchmark) {
        return new OptionsBuilder()
                .include(benchmark.getName())
                .param("device", System.getProperty("metis.test.device", "cpu"))
                .shouldFailOnError(true)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50));
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build()).run();
    }
}
