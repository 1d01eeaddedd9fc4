package io.github.metis8d.cli.prove.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** What a step records in a test that runs it in this process. */
public final class RecordedLog {
    private final Path file;
    private final StepLog log;

    public RecordedLog(Path folder) {
        this.file = folder.resolve("log.jsonl");
        this.log = new StepLog(file);
    }

    public StepLog log() {
        return log;
    }

    private StepLog.Content content() {
        try {
            return StepLog.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Finding> findings() {
        return content().findings();
    }

    public List<String> problems() {
        return content().problems();
    }

    public List<String> notes() {
        return content().notes();
    }
}
