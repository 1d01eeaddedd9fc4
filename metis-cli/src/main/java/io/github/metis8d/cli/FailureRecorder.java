package io.github.metis8d.cli;

import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.io.job.Failure;
import io.github.metis8d.io.job.FailureLog;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Keeps the list of failures up to date, and passes on what it hears. */
final class FailureRecorder implements ExtractionListener {
    private final FailureLog failures;
    private final ExtractionListener next;

    FailureRecorder(FailureLog failures, ExtractionListener next) {
        this.failures = failures;
        this.next = next;
    }

    @Override
    public void encoded(String key, double audioSeconds) {
        failures.encoded(key);
        next.encoded(key, audioSeconds);
    }

    @Override
    public void damaged(Failure damage) {
        list(damage);
        next.damaged(damage);
    }

    @Override
    public void failed(Failure failure) {
        list(failure);
        next.failed(failure);
    }

    private void list(Failure failure) {
        try {
            failures.failed(failure);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void batchWritten(ExtractionSummary summary) {
        try {
            failures.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        next.batchWritten(summary);
    }
}
