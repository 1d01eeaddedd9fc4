package io.github.metis8d.spark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How much a batch holds. */
class BatchSizeTest {
    private static final long MB = 1 << 20;

    @Test
    void beginsSmallAndThenTakesWhatTheWantedTimeIsEnoughFor() {
        BatchSize size = new BatchSize(Duration.ofMinutes(10), 0);
        assertThat(size.next(4)).isEqualTo(4 * size.next(1));

        // 64 MB a minute, with the model loaded meanwhile; then 640 MB.
        size.ended(64 * MB, TimeUnit.MINUTES.toNanos(1));
        assertThat(size.next(1)).isBetween(639 * MB, 641 * MB);
        size.ended(640 * MB, TimeUnit.MINUTES.toNanos(2));
        assertThat(size.next(1)).isBetween(6399 * MB, 6401 * MB);
    }

    @Test
    void holdsNoLessThanTheFirstHoweverSlowItGoes() {
        BatchSize size = new BatchSize(Duration.ofMinutes(1), 0);
        long first = size.next(2);
        size.ended(first, TimeUnit.HOURS.toNanos(5));
        assertThat(size.next(2)).isEqualTo(first);
    }
}
