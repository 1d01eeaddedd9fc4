package io.github.metis8d.cli;

import java.io.PrintStream;

/** The last line of a terminal, which stays below whatever is written. Safe for use by many threads. */
final class StatusLine {
    private static final String CLEAR = "\r\u001b[2K";

    private final PrintStream terminal;
    private String line = "";

    StatusLine(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** Puts a line in the place of the one that is there. */
    synchronized void show(String newLine) {
        line = newLine;
        terminal.print(CLEAR + line);
        terminal.flush();
    }

    /** Writes whole lines above it. */
    synchronized void write(String message) {
        terminal.print(line.isEmpty() ? message : CLEAR + message + line);
        terminal.flush();
    }

    /** Leaves the line as it is; what follows is written below it. */
    synchronized void end() {
        if (!line.isEmpty()) {
            terminal.println();
            terminal.flush();
            line = "";
        }
    }
}
