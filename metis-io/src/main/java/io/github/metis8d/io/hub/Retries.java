package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/** Tries again after a broken connection or a server's plea for patience, with growing pauses. */
final class Retries {
    /** Attempts in a row that may bring nothing. */
    private static final int FRUITLESS = 6;

    /** The longest wait that a server may ask for; beyond it a person should decide. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Sleeper sleeper;
    private final FetchListener listener;

    Retries(Sleeper sleeper, FetchListener listener) {
        this.sleeper = sleeper;
        this.listener = listener;
    }

    /**
     * Asks for something small. A server that cannot be reached at all is not tried twice: there the network is down,
     * or the address wrong, and a person wants to know it now.
     */
    <T> T ask(Attempt<T> attempt) throws IOException {
        return run(attempt, () -> 0, true);
    }

    /**
     * Fetches something large.
     *
     * @param progress the bytes that are here; an attempt that adds some counts as the first again
     */
    <T> T fetch(Attempt<T> attempt, LongSupplier progress) throws IOException {
        return run(attempt, progress, false);
    }

    private <T> T run(Attempt<T> attempt, LongSupplier progress, boolean mustConnect) throws IOException {
        int fruitless = 0;
        while (true) {
            long before = progress.getAsLong();
            try {
                return attempt.run();
            } catch (IOException e) {
                fruitless = progress.getAsLong() > before ? 1 : fruitless + 1;
                Duration pause = pause(e, fruitless);
                if (fruitless == FRUITLESS
                        || pause.compareTo(LONGEST) > 0
                        || mustConnect && isUnreachable(e)
                        || isDiskFull(e)) {
                    throw e;
                }
                listener.waiting(reason(e), pause);
                sleep(pause);
            }
        }
    }

    /** {@return the reason in words, also of exceptions that have none} */
    static String reason(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank()
                ? e.getClass().getSimpleName() + (e.getCause() == null ? "" : " (" + e.getCause() + ")")
                : e.getMessage();
    }

    static boolean isUnreachable(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException || e instanceof SSLException;
    }

    /** The JDK has no exception of its own for it. */
    static boolean isDiskFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("not enough space") || message.contains("quota");
    }

    private static Duration pause(IOException e, int fruitless) {
        Duration growing = Duration.ofSeconds(1L << (fruitless - 1));
        if (e instanceof TransientFailure failure && failure.pause().compareTo(growing) > 0) {
            return failure.pause();
        }
        return growing;
    }

    private void sleep(Duration pause) {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException("interrupted while waiting to try a download again", e);
        }
    }

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    /** Waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }
}
