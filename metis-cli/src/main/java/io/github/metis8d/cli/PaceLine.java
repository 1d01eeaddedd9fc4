package io.github.metis8d.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How far a job is, in one line of a terminal: as much as there is room for, and what matters most before the rest. */
final class PaceLine {
    private static final int SHORTEST_BAR = 10;
    private static final int LONGEST_BAR = 40;

    private PaceLine() {}

    /** @param columns the most characters that it may have */
    static String of(Pace.Moment now, int columns) {
        String count = now.done() + "/" + now.files();
        String failed = now.failures() + " failed";
        String left = now.left().map(PaceLine::inDigits).orElse("?") + " left";
        String files = rate(now.filesPerSecond()) + " files/s";
        String realTime = rate(now.timesRealTime()) + " x real time";
        double part = now.files() == 0 ? 1 : (double) now.done() / now.files();
        String all = String.join(", ", count + " " + (int) (part * 100) + "%", failed, files, realTime, left);
        int bar = Math.min(LONGEST_BAR, columns - all.length() - "[] ".length());
        if (bar >= SHORTEST_BAR) {
            int filled = (int) (part * bar);
            return "[" + "=".repeat(filled) + " ".repeat(bar - filled) + "] " + all;
        }
        return List.of(
                        all,
                        String.join(", ", count, failed, files, realTime, left),
                        String.join(", ", count, failed, files, left),
                        String.join(", ", count, failed, left),
                        count + ", " + failed)
                .stream()
                .filter(line -> line.length() <= columns)
                .findFirst()
                .orElse(count.substring(0, Math.min(count.length(), Math.max(0, columns))));
    }

    /** Three digits, or all that are before the point. */
    private static String rate(double value) {
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }

    private static String inDigits(Duration left) {
        if (left.toHours() > 0) {
            return String.format(Locale.ROOT, "%dh%02dm", left.toHours(), left.toMinutesPart());
        }
        return left.toMinutes() > 0
                ? String.format(Locale.ROOT, "%dm%02ds", left.toMinutes(), left.toSecondsPart())
                : left.toSeconds() + "s";
    }
}
