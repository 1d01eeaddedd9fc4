package io.github.metis8d.spark;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.job.Failure;
import io.github.metis8d.io.job.TooManyFailuresException;
import io.github.metis8d.io.latents.NonFiniteLatentsException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;

/**
 * The rows of a task's files, in their order. While one is waited for, the next files wait for the device already, and
 * those after are being decoded. The input is read on the thread that asks for the rows, as Spark wants it.
 */
final class RowsAhead implements Iterator<Row>, AutoCloseable {
    private static final int MAX_FILES_AHEAD = 1000;

    /** What files take that are in memory and not yet decoded, in bytes, unless one alone takes more. */
    private static final long MAX_BYTES_AHEAD = 32 << 20;

    private final Iterator<AudioFile> files;
    private final AudioDecoder decoder;
    private final ExecutorEncoders.Loan loan;
    private final BooleanSupplier killed;
    private final int maxUnreadable;
    private final ExecutorService threads;
    private final Deque<Pending> ahead = new ArrayDeque<>();
    private long bytesAhead;
    private int unreadable;
    private volatile boolean closed;

    /**
     * @param decoder of the files
     * @param loan the encoder; given back by who has borrowed it, once this is closed
     * @param threads how many decode
     * @param killed whether the task shall end
     * @param maxUnreadable files that may be unreadable one after the other; with one more the store is at fault
     */
    RowsAhead(
            Iterator<AudioFile> files,
            AudioDecoder decoder,
            ExecutorEncoders.Loan loan,
            int threads,
            BooleanSupplier killed,
            int maxUnreadable) {
        this.files = files;
        this.decoder = decoder;
        this.loan = loan;
        this.killed = killed;
        this.maxUnreadable = maxUnreadable;
        this.threads = Executors.newFixedThreadPool(threads, run -> {
            Thread thread = new Thread(run, "metis-decoder");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A file that is being decoded or encoded. */
    private final class Pending {
        private final AudioFile file;
        private final CompletableFuture<Latents> latents;
        /** The encoder's answer to come, once it is decoded. */
        private volatile CompletableFuture<Latents> answer;
        /** What of the file is lost, once it is decoded. */
        private String damage = "";

        Pending(AudioFile file) {
            this.file = file;
            this.latents = CompletableFuture.supplyAsync(this::encode, threads).thenCompose(encoded -> encoded);
        }

        private CompletableFuture<Latents> encode() {
            try {
                return encode(loan.budget().begin(() -> closed));
            } catch (OutOfMemoryError e) {
                return encodeAlone();
            }
        }

        /** Beside the others it did not fit into the heap. */
        private CompletableFuture<Latents> encodeAlone() {
            try {
                return encode(loan.budget().beginAlone(() -> closed));
            } catch (OutOfMemoryError e) {
                throw new MetisException(
                        file.path() + " does not fit into the Java heap; raise spark.executor.memory", e);
            }
        }

        private CompletableFuture<Latents> encode(AudioBudget.Share share) {
            try {
                DecodedAudio audio = file.reader().read(decoder, share);
                share.complete(audio.samples().length);
                damage = audio.damage();
                answer = loan.encoder().submit(audio.samples());
                // Who waits for what this gives waits for the share to be closed too.
                return answer.whenComplete((latents, failure) -> share.close());
            } catch (RuntimeException | Error e) {
                share.close();
                throw e;
            }
        }

        void giveUp() {
            if (answer != null) {
                answer.cancel(false);
            }
        }
    }

    @Override
    public boolean hasNext() {
        start();
        return !ahead.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Pending next = ahead.element();
        Row row = row(next);
        ahead.remove();
        bytesAhead -= next.file.held();
        start();
        return row;
    }

    private void start() {
        while (ahead.size() < MAX_FILES_AHEAD && (ahead.isEmpty() || bytesAhead < MAX_BYTES_AHEAD) && files.hasNext()) {
            AudioFile file = files.next();
            bytesAhead += file.held();
            ahead.add(new Pending(file));
        }
    }

    private Row row(Pending pending) {
        String path = pending.file.path();
        try {
            Latents latents = await(pending.latents);
            NonFiniteLatentsException.check(path, latents);
            unreadable = 0;
            return LatentTable.encoded(
                    path, latents, pending.damage.isEmpty() ? null : Failure.damage(path, pending.damage));
        } catch (NonFiniteLatentsException e) {
            return failed(path, e);
        } catch (ExecutionException e) {
            return failed(path, e.getCause());
        }
    }

    private Row failed(String path, Throwable cause) {
        if (cause instanceof DeviceFailedException || cause instanceof IllegalStateException) {
            loan.discard();
            throw (RuntimeException) cause;
        }
        if (cause instanceof CancellationException || cause instanceof Error && !(cause instanceof OutOfMemoryError)) {
            throw new MetisException(path + " was not encoded: " + cause, cause);
        }
        Failure failure = Failure.of(path, cause);
        countUnreadable(cause, failure);
        return LatentTable.failed(path, failure);
    }

    /** A file that is no audio is its own fault; that one after the other cannot be read is likely not. */
    private void countUnreadable(Throwable cause, Failure failure) {
        boolean ofStore = cause instanceof InvalidAudioException invalid && invalid.reason() == Reason.UNREADABLE;
        unreadable = ofStore ? unreadable + 1 : 0;
        if (unreadable >= maxUnreadable) {
            throw new TooManyFailuresException(unreadable + " files in a row cannot be read, so the fault is likely not"
                    + " theirs but the store's or this machine's. The last: " + failure.message());
        }
    }

    private Latents await(CompletableFuture<Latents> latents) throws ExecutionException {
        if (killed.getAsBoolean()) {
            throw new TaskKilledException();
        }
        try {
            return latents.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskKilledException("interrupted while waiting for the latents");
        }
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        loan.budget().wake();
        ahead.forEach(Pending::giveUp);
        ahead.clear();
    }
}
