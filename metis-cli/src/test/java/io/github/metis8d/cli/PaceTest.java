package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = 17;

    private Pace after(long seconds, int encoded, int failed, long files) {
        Pace pace = new Pace(files, () -> now);
        for (int i = 0; i < encoded; i++) {
            pace.encoded(10);
        }
        for (int i = 0; i < failed; i++) {
            pace.failed();
        }
        now += seconds * SECOND;
        return pace;
    }

    @Test
    void itTellsFilesFailuresSpeedAndTimeLeft() {
        assertThat(after(20, 8, 2, 100))
                .hasToString("10 of 100 files, 2 failed, 0.50 files a second, 4.0 x real time, 3 min 0 s left");
    }

    @Test
    void theTimeLeftIsInUnitsThatFitIt() {
        assertThat(after(20, 10, 0, 14).toString()).endsWith(", 8 s left");
        assertThat(after(10, 1, 0, 400_000).toString()).endsWith(", 1111 h 6 min left");
        assertThat(after(20, 10, 0, 10).toString()).endsWith(", 0 s left");
    }

    @Test
    void beforeTheFirstFileTheTimeLeftIsUnknown() {
        assertThat(after(5, 0, 0, 10))
                .hasToString("0 of 10 files, 0 failed, 0.00 files a second, 0.0 x real time, time left unknown");
    }
}
