package io.github.metis8d;

import java.util.Locale;

/**
 * How busy, full and warm a device is at one moment, whoever uses it.
 *
 * @param device what this library calls it, e.g. "cuda:0"
 * @param utilisationPercent the share of the driver's last sample period in which it computed, 0 to 100
 * @param memoryUsed memory in use, in bytes, of all processes
 * @param memoryTotal its memory, in bytes
 * @param temperatureCelsius the temperature of its chip, in degrees Celsius
 */
public record DeviceStatus(
        String device, int utilisationPercent, long memoryUsed, long memoryTotal, int temperatureCelsius) {
    /** {@return the status as a line for people, e.g. "cuda:0: 97 % busy, 11.2 of 79.6 GiB in use, 54 °C"} */
    @Override
    public String toString() {
        double gib = 1L << 30;
        return String.format(
                Locale.ROOT,
                "%s: %d %% busy, %.1f of %.1f GiB in use, %d °C",
                device,
                utilisationPercent,
                memoryUsed / gib,
                memoryTotal / gib,
                temperatureCelsius);
    }
}
