package io.github.metis8d;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceStatusTest {
    @Test
    void readsAsALine() {
        assertThat(new DeviceStatus("cuda:1", 97, 3L << 29, 80L << 30, 54))
                .hasToString("cuda:1: 97 % busy, 1.5 of 80.0 GiB in use, 54 °C");
    }
}
