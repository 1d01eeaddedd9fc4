package io.github.metis8d;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How busy, full and warm a device is at one moment, whoever uses it. A device need not tell all of that: a slice of a GPU
 * (MIG) has no share of time in which it computed.
 *
 * @param device what this library calls it, e.g. "cuda:0"
 * @param utilisationPercent the share of the driver's last sample period in which it computed, 0 to 100
 * @param memory how full it is
 * @param temperatureCelsius the temperature of its chip, in degrees Celsius
 * @param powerWatts what it takes, in watts
 * @param clockMegahertz the clock of its multiprocessors, in megahertz, which goes down where it is too warm or takes too
 *     much
 */
public record DeviceStatus(
        String device,
        OptionalInt utilisationPercent,
        Optional<Memory> memory,
        OptionalInt temperatureCelsius,
        OptionalDouble powerWatts,
        OptionalInt clockMegahertz) {
    private static final double GIB = 1L << 30;

    /**
     * A device's memory, of all processes.
     *
     * @param used in use, in bytes
     * @param total what it has, in bytes
     */
    public record Memory(long used, long total) {}

    /** {@return the status as a line for people, e.g. "cuda:0: 97 % busy, 11.2 of 79.6 GiB in use, 54 °C, 412 W, 1755 MHz"} */
    @Override
    public String toString() {
        List<String> told = new ArrayList<>();
        utilisationPercent.ifPresent(percent -> told.add(percent + " % busy"));
        memory.ifPresent(bytes -> told.add(
                String.format(Locale.ROOT, "%.1f of %.1f GiB in use", bytes.used() / GIB, bytes.total() / GIB)));
        temperatureCelsius.ifPresent(celsius -> told.add(celsius + " °C"));
        powerWatts.ifPresent(watts -> told.add(Math.round(watts) + " W"));
        clockMegahertz.ifPresent(megahertz -> told.add(megahertz + " MHz"));
        return device + ": " + (told.isEmpty() ? "tells nothing of itself" : String.join(", ", told));
    }
}
