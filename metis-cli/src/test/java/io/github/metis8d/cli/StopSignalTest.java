package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    private static final Duration FOR_EVER = Duration.ofDays(1000);

    private final List<String> happened = new ArrayList<>();

    private StopSignal signal(Duration patience) {
        return new StopSignal(patience, () -> happened.add("given up"));
    }

    @Test
    void withoutAJobTheProcessJustEnds() {
        try (StopSignal signal = signal(FOR_EVER)) {
            signal.stop();
        }
        assertThat(happened).isEmpty();
    }

    @Test
    void aJobIsToldAndWaitedFor() {
        try (StopSignal signal = signal(FOR_EVER)) {
            signal.tells(() -> {
                happened.add("told");
                signal.jobEnded();
            });
            signal.stop();
        }
        assertThat(happened).containsExactly("told");
    }

    @Test
    void aJobThatDoesNotEndIsGivenUp() {
        try (StopSignal signal = signal(Duration.ofMillis(1))) {
            signal.tells(() -> happened.add("told"));
            signal.stop();
        }
        assertThat(happened).containsExactly("told", "given up");
    }
}
