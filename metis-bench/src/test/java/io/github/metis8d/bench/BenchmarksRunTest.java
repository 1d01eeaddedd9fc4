package io.github.metis8d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every benchmark runs; how fast is not for a test to say. */
class BenchmarksRunTest {
    @Test
    void encode() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(EncodeBenchmark.class.getSimpleName())
                        .param("clipSeconds", "1")
                        .param("clips", "2")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(200))
                        .build())
                .run();
        assertThat(results).singleElement().satisfies(result -> assertThat(
                        result.getSecondaryResults().get("audioSeconds").getScore())
                .isPositive());
    }
}
