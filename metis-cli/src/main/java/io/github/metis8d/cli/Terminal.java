package io.github.metis8d.cli;

import org.jline.nativ.CLibrary;

/** The terminal that standard error may be. It is asked by system calls; to ask stty would start a process each time. */
final class Terminal {
    private static final int STANDARD_ERROR = 2;
    private static final int USUAL_COLUMNS = 80;
    private static final boolean CAN_ASK = canAsk();

    private Terminal() {}

    /** Whether a line that moves can be seen on standard error. */
    static boolean isThere() {
        String kind = System.getenv("TERM");
        return kind != null && !kind.equals("dumb") && CAN_ASK && CLibrary.isatty(STANDARD_ERROR) == 1;
    }

    /** How many characters a line has now; a window may change. */
    static int columns() {
        int columns = CAN_ASK ? CLibrary.getTerminalWidth(STANDARD_ERROR) : 0;
        return columns > 0 ? columns : USUAL_COLUMNS; // Some serial lines do not know theirs.
    }

    /** Not on every system, nor where the temporary folder may hold no code. */
    private static boolean canAsk() {
        try {
            CLibrary.isatty(STANDARD_ERROR);
            return true;
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }
}
