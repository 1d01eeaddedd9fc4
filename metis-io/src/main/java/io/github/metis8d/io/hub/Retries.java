package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Tries again after a broken connection or a server's plea for patience. Pauses grow, are never shorter than the server
 * asks for, and are drawn at random within bounds, so that the jobs of a cluster do not come back all at once.
 */
final class Retries {
    /** Attempts in a row that may bring nothing. */
    private static final int FRUITLESS = 6;

    /** The longest wait that a server may ask for; the hub's windows have 5 minutes. Beyond it a person should decide. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final FetchListener listener;

    Retries(Sleeper sleeper, RandomGenerator random, FetchListener listener) {
        this.sleeper = sleeper;
        this.random = random;
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
     * @param progress the bytes that are here; an attempt that leaves more than any before counts as the first again
     */
    <T> T fetch(Attempt<T> attempt, LongSupplier progress) throws IOException {
        return run(attempt, progress, false);
    }

    private <T> T run(Attempt<T> attempt, LongSupplier progress, boolean mustConnect) throws IOException {
        int fruitless = 0;
        long most = progress.getAsLong();
        while (true) {
            try {
                return attempt.run();
            } catch (FileSystemException e) {
                throw e; // the server cannot help it
            } catch (IOException e) {
                fruitless = progress.getAsLong() > most ? 1 : fruitless + 1;
                most = Math.max(most, progress.getAsLong());
                if (fruitless == FRUITLESS || mustConnect && e instanceof Unreachable) {
                    throw e;
                }
                Duration pause = pause(e, fruitless);
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

    private Duration pause(IOException e, int fruitless) {
        Duration asked = e instanceof TransientFailure failure ? failure.pause() : Duration.ZERO;
        if (asked.compareTo(LONGEST) > 0) {
            throw new ModelException(
                    reason(e) + ", and asks to be left alone for " + inWords(asked) + ", longer than is waited here ("
                            + inWords(LONGEST) + "). What has come is kept: give the same command again then.",
                    e);
        }
        Duration growing = Duration.ofSeconds(1L << (fruitless - 1));
        return asked.compareTo(growing) < 0
                ? atRandom(growing.dividedBy(2), growing)
                : atRandom(asked, asked.dividedBy(8).plusSeconds(1));
    }

    private Duration atRandom(Duration least, Duration spread) {
        return least.plusMillis((long) (random.nextDouble() * spread.toMillis()));
    }

    private static String inWords(Duration pause) {
        return pause.toSeconds() < 120 ? pause.toSeconds() + " s" : (pause.toSeconds() + 59) / 60 + " min";
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
