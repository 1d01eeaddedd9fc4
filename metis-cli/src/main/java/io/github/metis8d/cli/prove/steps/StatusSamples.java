package io.github.metis8d.cli.prove.steps;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.cli.prove.process.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a device tells of itself while it works, some times a second; nothing where it does not tell. */
final class StatusSamples implements AutoCloseable {
    /** The mean power, in watts. */
    static final String WATTS = "watts";

    /** The mean clock, in megahertz. */
    static final String MEGAHERTZ = "megahertz";

    /** The highest temperature, in degrees Celsius. */
    static final String CELSIUS = "celsius";

    private static final long PERIOD_MILLIS = 200;

    private final List<DeviceStatus> samples = new ArrayList<>();
    private final ScheduledExecutorService sampler;
    private final Supplier<List<DeviceStatus>> status;

    private StatusSamples(Supplier<List<DeviceStatus>> status) {
        this.status = status;
        this.sampler = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "metis-status");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to ask an encoder's devices. */
    static StatusSamples of(Metis8dEncoder encoder) {
        StatusSamples samples = new StatusSamples(encoder::deviceStatus);
        samples.sampler.scheduleAtFixedRate(samples::sample, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return samples;
    }

    private void sample() {
        List<DeviceStatus> told = status.get();
        synchronized (samples) {
            samples.addAll(told);
        }
    }

    /**
     * {@return a finding with what was told}
     *
     * @param finding what else was found
     * @param utilisation the name for the share of time in which the device computed, or empty to leave that out
     */
    Finding into(Finding finding, String utilisation) {
        Finding all = finding;
        all = with(
                all,
                utilisation,
                mean(it -> of(
                        it.utilisationPercent().isPresent(),
                        () -> it.utilisationPercent().getAsInt() / 100.0)));
        all = with(all, WATTS, mean(DeviceStatus::powerWatts));
        all = with(
                all,
                MEGAHERTZ,
                mean(it -> of(it.clockMegahertz().isPresent(), () -> it.clockMegahertz()
                        .getAsInt())));
        return with(
                all,
                CELSIUS,
                highest(it -> of(it.temperatureCelsius().isPresent(), () -> it.temperatureCelsius()
                        .getAsInt())));
    }

    private static OptionalDouble of(boolean told, Supplier<? extends Number> value) {
        return told ? OptionalDouble.of(value.get().doubleValue()) : OptionalDouble.empty();
    }

    private static Finding with(Finding finding, String name, OptionalDouble value) {
        return name.isEmpty() || value.isEmpty() ? finding : finding.with(name, value.getAsDouble());
    }

    private OptionalDouble mean(Function<DeviceStatus, OptionalDouble> reading) {
        synchronized (samples) {
            return samples.stream()
                    .flatMapToDouble(sample -> reading.apply(sample).stream())
                    .average();
        }
    }

    private OptionalDouble highest(Function<DeviceStatus, OptionalDouble> reading) {
        synchronized (samples) {
            return samples.stream()
                    .flatMapToDouble(sample -> reading.apply(sample).stream())
                    .max();
        }
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
