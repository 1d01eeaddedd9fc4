package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceLineTest {
    private static final Pace.Moment MOMENT = new Pace.Moment(
            400_000, 123_456, 12, 1.234, 45.67, Optional.of(Duration.ofHours(62).plusMinutes(2)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | [============                            ] 123456/400000 30%, 12 failed, 1.23 files/s, 45.7 x real time, 62h02m left",
                "78  | 123456/400000 30%, 12 failed, 1.23 files/s, 45.7 x real time, 62h02m left",
                "71  | 123456/400000, 12 failed, 1.23 files/s, 45.7 x real time, 62h02m left",
                "60  | 123456/400000, 12 failed, 1.23 files/s, 62h02m left",
                "38  | 123456/400000, 12 failed, 62h02m left",
                "30  | 123456/400000, 12 failed",
                "20  | 123456/400000",
                "5   | 12345"
            })
    void itTellsWhatThereIsRoomFor(int columns, String line) {
        assertThat(PaceLine.of(MOMENT, columns)).isEqualTo(line);
    }

    @Test
    void itTellsAllOfALargeJobAt80ColumnsAndTheMostImportantAt40() {
        Pace.Moment large = new Pace.Moment(400_000, 399_999, 9999, 1234, 99_999, Optional.of(Duration.ofHours(99)));
        assertThat(PaceLine.of(large, 78))
                .contains("399999/400000", "9999 failed", "1234 files/s", "99999 x real time", "99h00m left");
        assertThat(PaceLine.of(large, 38)).isEqualTo("399999/400000, 9999 failed, 99h00m left".substring(0, 26));
    }

    @Test
    void beforeTheFirstFileTheTimeLeftIsUnknown() {
        assertThat(PaceLine.of(new Pace.Moment(10, 0, 0, 0, 0, Optional.empty()), 78))
                .endsWith("0/10 0%, 0 failed, 0.00 files/s, 0.00 x real time, ? left");
        assertThat(PaceLine.of(new Pace.Moment(0, 0, 0, 0, 0, Optional.empty()), 78))
                .contains("0/0 100%");
    }

    @Property(tries = 200)
    void itNeverTakesMoreRoomThanThereIs(
            @ForAll @LongRange(min = 1) long files,
            @ForAll @DoubleRange(max = 1e9) double speed,
            @ForAll @IntRange(min = -2, max = 300) int columns) {
        Pace.Moment moment =
                new Pace.Moment(files, files / 2, files / 3, speed, speed, Optional.of(Duration.ofSeconds(files / 7)));
        assertThat(PaceLine.of(moment, columns).length()).isLessThanOrEqualTo(Math.max(0, columns));
    }
}
