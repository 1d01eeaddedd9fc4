package io.github.metis8d.cli.prove.process;

/** How much is tried. */
public enum Scale {
    /** All of it, in minutes. */
    FULL,
    /** What matters most, in one minute. */
    QUICK
}
