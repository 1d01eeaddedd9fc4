package io.github.metis8d.io.job;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.latents.LatentWriter;
import io.github.metis8d.io.latents.UnwritableEntryException;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Turns a list of files into latents: decodes ahead, encodes, writes in the order of the list.
 *
 * <p>While the devices encode, the next files wait for them already, and those after are being decoded; so the devices
 * wait neither for the disk that is read nor for the one that is written. Which files are encoded together is by their
 * lengths and what the devices take at a time. How much is in memory at once is bounded.
 */
public final class ExtractionJob {
    /** Audio that may be decoded ahead of the encoder: 58 MB, but for single files that are longer. */
    private static final double MAX_SECONDS_AHEAD = 900;

    private static final int MAX_FILES_AHEAD = 1000;

    /** What is decoded ahead takes at most this part of a small heap. */
    private static final int HEAP_PART = 8;

    private final Metis8dEncoder encoder;
    private final AudioSource source;
    private final Limits limits;
    private final LatentWriter writer;
    private final ExtractionListener listener;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final long start = System.nanoTime();
    private int encoded;
    private int damaged;
    private int failed;
    private int failedInARow;
    private double audioSeconds;

    /**
     * How far a job goes.
     *
     * @param batchSize files after which the output is forced to disk, and the listener told so; at least 1
     * @param failuresInARow files that may fail one after the other before the job stops, at least 1
     */
    public record Limits(int batchSize, int failuresInARow) {
        /**
         * Checks the limits.
         *
         * @param batchSize at least 1
         * @param failuresInARow at least 1
         */
        public Limits {
            if (batchSize < 1 || failuresInARow < 1) {
                throw new IllegalArgumentException(
                        "the limits must be at least 1, not " + batchSize + " and " + failuresInARow);
            }
        }
    }

    /**
     * Prepares a job.
     *
     * @param encoder the model
     * @param source the audio of the files
     * @param limits how far it goes
     * @param writer takes the latents; is neither finished nor closed
     * @param listener told of the progress
     */
    public ExtractionJob(
            Metis8dEncoder encoder,
            AudioSource source,
            Limits limits,
            LatentWriter writer,
            ExtractionListener listener) {
        this.encoder = encoder;
        this.source = source;
        this.limits = limits;
        this.writer = writer;
        this.listener = listener;
    }

    /**
     * Goes through the files once. A file that cannot be decoded or encoded is skipped and reported. One that did not fit
     * into the heap beside the others is decoded again when the encoder has answered all before it, alone.
     *
     * @param keys the files, in the order in which they are written
     * @param done those that the output has already
     * @return what was done
     * @throws CancellationException if the job was cancelled; what was written is flushed, here as below
     * @throws TooManyFailuresException if one file after the other failed
     * @throws DeviceFailedException if no device is left
     * @throws IOException if the output cannot be written
     */
    public ExtractionSummary run(List<String> keys, Set<String> done) throws IOException {
        Iterator<String> missing =
                keys.stream().filter(key -> !done.contains(key)).iterator();
        CompletableFuture<Void> stop = cancelled.copy();
        try (Feeder feeder = new Feeder(readAhead(missing, stop), encoder, stop)) {
            int place = nextMissing(keys, done, 0);
            for (Feeder.Sent file = feeder.next(); file != null; file = feeder.next()) {
                write(file);
                int next = nextMissing(keys, done, place + 1);
                if (next == keys.size() || next / limits.batchSize > place / limits.batchSize) {
                    force();
                }
                place = next;
            }
        } catch (RuntimeException e) {
            writer.flush();
            throw e;
        }
        return summary();
    }

    private static int nextMissing(List<String> keys, Set<String> done, int from) {
        int place = from;
        while (place < keys.size() && done.contains(keys.get(place))) {
            place++;
        }
        return place;
    }

    private ReadAhead readAhead(Iterator<String> files, CompletableFuture<Void> stop) {
        long bytes = Runtime.getRuntime().maxMemory() / HEAP_PART;
        double seconds = Math.min(MAX_SECONDS_AHEAD, (double) bytes / Float.BYTES / Metis8dEncoder.SAMPLE_RATE);
        return new ReadAhead(files, source, MAX_FILES_AHEAD, seconds, stop);
    }

    /** At the same places of the list whatever was done before: a compressed output shows where it was forced. */
    private void force() throws IOException {
        writer.flush();
        listener.batchWritten(summary());
    }

    private void write(Feeder.Sent file) throws IOException {
        try {
            writer.write(file.key(), await(file.latents()), file.stamp());
            encoded++;
            failedInARow = 0;
            audioSeconds += file.seconds();
            listener.encoded(file.key(), file.seconds());
            if (!file.damage().isEmpty()) {
                damaged++;
                listener.damaged(Failure.damage(file.key(), file.damage()));
            }
        } catch (UnwritableEntryException e) {
            fail(file.key(), e);
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof DeviceFailedException || cause instanceof IllegalStateException) {
                throw (RuntimeException) cause;
            }
            fail(file.key(), cause);
        }
    }

    private Latents await(CompletableFuture<Latents> latents) {
        if (!latents.isDone()) {
            CompletableFuture.anyOf(latents, cancelled).join();
        }
        if (cancelled.isDone()) {
            throw new CancellationException();
        }
        return latents.join();
    }

    private void fail(String key, Throwable cause) {
        failed++;
        failedInARow++;
        Failure failure = Failure.of(key, cause);
        listener.failed(failure);
        if (failedInARow >= limits.failuresInARow) {
            throw new TooManyFailuresException(failedInARow
                    + " files in a row failed, so the fault is likely not theirs but the disk's or the device's."
                    + " The last: " + failure.message());
        }
    }

    /** Makes {@link #run} end soon, from any thread. What is being encoded is dropped, what is written is kept. */
    public void cancel() {
        cancelled.complete(null);
    }

    private ExtractionSummary summary() {
        return new ExtractionSummary(
                encoded, damaged, failed, audioSeconds, Duration.ofNanos(System.nanoTime() - start));
    }
}
