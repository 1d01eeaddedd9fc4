package io.github.metis8d.io.hub;

import java.util.Locale;

/** Writes a number of bytes for people, in powers of 1000 as disks are sold. */
public final class ByteCount {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private ByteCount() {}

    /**
     * {@return the number in the largest unit that leaves it 1 or more}
     *
     * @param bytes 0 or more
     */
    public static String of(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
