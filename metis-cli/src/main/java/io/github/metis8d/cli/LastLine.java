package io.github.metis8d.cli;

import me.tongfei.progressbar.ProgressBarConsumer;

/** Where bars are drawn: the library's own place would be lost when a message comes in between, and starts processes. */
final class LastLine implements ProgressBarConsumer {
    private final StatusLine line;

    LastLine(StatusLine line) {
        this.line = line;
    }

    @Override
    public int getMaxRenderedLength() {
        // Leaves room for the ^C that a terminal shows, which would begin a new line.
        return Terminal.columns() - "^C".length();
    }

    @Override
    public void accept(String bar) {
        line.show(bar.stripTrailing());
    }

    @Override
    public void close() {
        line.end();
    }
}
