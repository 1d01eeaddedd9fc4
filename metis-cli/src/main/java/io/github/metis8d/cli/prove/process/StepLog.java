package io.github.metis8d.cli.prove.process;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a step found, in a file: a JSON object a line, written as soon as it is found. Safe for use by many threads. */
public final class StepLog implements AutoCloseable {
    private static final String FOUND = "found";
    private static final String PROBLEM = "problem";
    private static final String NOTE = "note";
    private static final String ENDED = "ended";

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.USE_LONG_FOR_INTS, true);

    private final Writer file;
    private final Set<String> told = new LinkedHashSet<>();

    /**
     * What a log holds.
     *
     * @param findings in the order in which they were made
     * @param problems what is wrong
     * @param notes what is to be known, but is not wrong
     * @param ended whether the step came to its end
     */
    record Content(List<Finding> findings, List<String> problems, List<String> notes, boolean ended) {}

    /**
     * Begins a log.
     *
     * @param file that it is
     */
    public StepLog(Path file) {
        try {
            this.file = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Records what was measured.
     *
     * @param finding a line of the step's table
     */
    public void found(Finding finding) {
        write(FOUND, finding.values());
    }

    /**
     * Records that something is wrong: the step fails.
     *
     * @param what a sentence without a full stop
     */
    public void problem(String what) {
        write(PROBLEM, what);
    }

    /**
     * Records something that is to be known, once however often it is told.
     *
     * @param what a sentence without a full stop
     */
    public synchronized void note(String what) {
        if (told.add(what)) {
            write(NOTE, what);
        }
    }

    /** Records that the step came to its end. */
    void ended() {
        write(ENDED, true);
    }

    private synchronized void write(String kind, Object content) {
        try {
            file.write(JSON.writeValueAsString(Map.of(kind, content)) + "\n");
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process wrote, which may have ended in the middle of a line, or before the first. */
    static Content read(Path file) throws IOException {
        Content content = new Content(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), false);
        boolean ended = false;
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            Map<String, Object> entry;
            try {
                entry = JSON.readValue(line, new TypeReference<Map<String, Object>>() {});
            } catch (JacksonException e) {
                break; // A line that was cut off is the last.
            }
            ended |= entry.containsKey(ENDED);
            if (entry.get(FOUND) != null) {
                content.findings.add(JSON.convertValue(entry.get(FOUND), Finding.class));
            } else if (entry.get(PROBLEM) instanceof String problem) {
                content.problems.add(problem);
            } else if (entry.get(NOTE) instanceof String note) {
                content.notes.add(note);
            }
        }
        return new Content(content.findings, content.problems, content.notes, ended);
    }
}
