package io.github.metis8d.cli.prove.process;

import java.time.Duration;

/**
 * What a step is given.
 *
 * @param device {@code cpu}, {@code cuda:N}, or empty where nobody has chosen one yet
 * @param scale how much to try
 * @param deadlineNanos when the process will be ended, by {@link System#nanoTime}
 * @param log where findings go
 */
public record StepContext(String device, Scale scale, long deadlineNanos, StepLog log) {
    /** The name of the value by which a step that was given no device tells the one that it has chosen. */
    public static final String DEVICE = "device";

    /** {@return whether the device is a GPU} */
    public boolean gpu() {
        return device.startsWith("cuda");
    }

    /** {@return whether only what matters most is to be tried} */
    public boolean quick() {
        return scale == Scale.QUICK;
    }

    /**
     * {@return whether there is time for something}
     *
     * @param duration what it takes
     */
    public boolean hasTimeFor(Duration duration) {
        return deadlineNanos - System.nanoTime() > duration.toNanos();
    }
}
