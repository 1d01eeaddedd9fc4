package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.io.job.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceStatusLogTest {
    private static final DeviceStatus FIRST = new DeviceStatus(
            "cuda:0",
            OptionalInt.of(97),
            Optional.of(new DeviceStatus.Memory(1L << 30, 80L << 30)),
            OptionalInt.of(54),
            OptionalDouble.of(412),
            OptionalInt.of(1755));

    /** A slice of a GPU. */
    private static final DeviceStatus SECOND = new DeviceStatus(
            "cuda:1",
            OptionalInt.empty(),
            Optional.of(new DeviceStatus.Memory(2L << 30, 80L << 30)),
            OptionalInt.of(41),
            OptionalDouble.empty(),
            OptionalInt.empty());

    private static final ExtractionSummary SUMMARY = new ExtractionSummary(200, 0, 3, 10, Duration.ofSeconds(1));

    private final Logger logger = Logger.getLogger(DeviceStatusLog.class.getName());
    private final List<String> told = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord message) {
            told.add(new LogFormat(false).format(message).strip());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final ExtractionListener next = new ExtractionListener() {
        @Override
        public void encoded(String key, double audioSeconds) {
            heard.add("encoded " + key + " " + audioSeconds);
        }

        @Override
        public void failed(Failure failure) {
            heard.add("failed " + failure.key());
        }

        @Override
        public void batchWritten(ExtractionSummary summary) {
            heard.add("written " + summary.encoded());
        }
    };

    @BeforeEach
    void record() {
        logger.addHandler(recorder);
    }

    @AfterEach
    void stopRecording() {
        logger.removeHandler(recorder);
    }

    @Test
    void afterEachBatchItTellsOfEveryDevice() {
        new DeviceStatusLog(() -> List.of(FIRST, SECOND), next).batchWritten(SUMMARY);
        assertThat(told)
                .containsExactly(
                        "after 200 files: cuda:0: 97 % busy, 1.0 of 80.0 GiB in use, 54 °C, 412 W, 1755 MHz",
                        "after 200 files: cuda:1: 2.0 of 80.0 GiB in use, 41 °C");
    }

    @Test
    void aDeviceThatDoesNotTellHowItIsIsNoLine() {
        new DeviceStatusLog(List::of, next).batchWritten(SUMMARY);
        DeviceStatusLog.log("at the end", List.of());
        assertThat(told).isEmpty();
    }

    @Test
    void theMomentIsNamed() {
        DeviceStatusLog.log("at the end", List.of(FIRST));
        assertThat(told).singleElement().asString().startsWith("at the end: cuda:0: 97 % busy");
    }

    @Test
    void whatItHearsIsPassedOn() {
        DeviceStatusLog log = new DeviceStatusLog(List::of, next);
        log.encoded("a", 1.5);
        log.failed(new Failure("b", "empty", "b is empty"));
        log.batchWritten(SUMMARY);
        assertThat(heard).containsExactly("encoded a 1.5", "failed b", "written 200");
    }
}
