package io.github.metis8d.cli;

import io.github.metis8d.DeviceStatus;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.io.job.Failure;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;

/** Logs how the GPUs are after each batch, and passes on what it hears. */
final class DeviceStatusLog implements ExtractionListener {
    private static final System.Logger LOG = System.getLogger(DeviceStatusLog.class.getName());

    private final Supplier<List<DeviceStatus>> devices;
    private final ExtractionListener next;

    DeviceStatusLog(Supplier<List<DeviceStatus>> devices, ExtractionListener next) {
        this.devices = devices;
        this.next = next;
    }

    /** A line for each device that tells of itself, which the CPU does not. */
    static void log(String moment, List<DeviceStatus> devices) {
        devices.forEach(device -> LOG.log(Level.INFO, "{0}: {1}", moment, device));
    }

    @Override
    public void encoded(String key, double audioSeconds) {
        next.encoded(key, audioSeconds);
    }

    @Override
    public void damaged(Failure damage) {
        next.damaged(damage);
    }

    @Override
    public void failed(Failure failure) {
        next.failed(failure);
    }

    @Override
    public void batchWritten(ExtractionSummary summary) {
        log("after " + summary.encoded() + " files", devices.get());
        next.batchWritten(summary);
    }
}
