package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.DeviceStatus.Memory;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeviceStatusTest {
    private static final Optional<Memory> MEMORY = Optional.of(new Memory(3L << 29, 80L << 30));
    private static final OptionalInt UNTOLD = OptionalInt.empty();

    @Test
    void readsAsALine() {
        assertThat(new DeviceStatus(
                        "cuda:1",
                        OptionalInt.of(97),
                        MEMORY,
                        OptionalInt.of(54),
                        OptionalDouble.of(411.6),
                        OptionalInt.of(1755)))
                .hasToString("cuda:1: 97 % busy, 1.5 of 80.0 GiB in use, 54 °C, 412 W, 1755 MHz");
    }

    @Test
    void whatADeviceDoesNotTellIsLeftOut() {
        assertThat(new DeviceStatus("cuda:1", UNTOLD, MEMORY, OptionalInt.of(54), OptionalDouble.empty(), UNTOLD))
                .hasToString("cuda:1: 1.5 of 80.0 GiB in use, 54 °C");
        assertThat(new DeviceStatus("cuda:1", UNTOLD, Optional.empty(), UNTOLD, OptionalDouble.empty(), UNTOLD))
                .hasToString("cuda:1: tells nothing of itself");
    }
}
