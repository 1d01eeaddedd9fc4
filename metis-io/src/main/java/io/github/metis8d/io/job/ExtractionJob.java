package io.github.metis8d.io.job;

import io.github.metis8d.DeviceFailedException;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.latents.LatentWriter;
import io.github.metis8d.io.latents.SourceStamp;
import io.github.metis8d.io.latents.UnwritableEntryException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Turns a list of files into latents: decodes ahead, encodes, writes in the order of the list.
 *
 * <p>While the device encodes one batch of files, the next is already waiting for it, and the one after that is being
 * decoded; so the device does not wait for the disk. How much is in memory at once is bounded by files and by seconds.
 */
public final class ExtractionJob {
    /**
     * Audio that the encoder is given at once, and that may be decoded ahead of it. Two such batches and what is ahead
     * are in memory at a time: at most 170 MB, but for single files that are longer.
     */
    private static final double MAX_BATCH_SECONDS = 900;

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
     * @param batchSize files after which the output is flushed to disk, at least 1
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
     * Goes through the files once. A file that cannot be decoded or encoded is skipped and reported.
     *
     * <p>Which files are encoded together decides the last bits of their latents. Batches are therefore cut from the list
     * by {@link Limits#batchSize} and the lengths of the clips alone, and never by what is done already: a job that was
     * killed, given the same list and limits, puts the same clips together. Where some files of a batch are done, all of
     * it is encoded again, so that the others come out as they would have, to the last bit; unless the others cannot be
     * decoded, as is so for the files that failed before a job was gone on with. This holds as long as the device itself
     * answers the same batch alike, and the batch was not torn, by a device that failed or ran out of memory, or by a
     * file that did not fit into the heap beside the others: it is decoded again when all before it are written, alone.
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
        List<List<String>> batches = new ArrayList<>();
        for (int start = 0; start < keys.size(); start += limits.batchSize) {
            List<String> batch = keys.subList(start, Math.min(keys.size(), start + limits.batchSize));
            if (!done.containsAll(batch)) {
                batches.add(batch);
            }
        }
        dropUndecodable(batches, done);
        Iterator<String> files = batches.stream().flatMap(List::stream).iterator();
        Deque<List<Pending>> sent = new ArrayDeque<>();
        try (ReadAhead readAhead = readAhead(files)) {
            for (List<String> batch : batches) {
                for (int left = batch.size(); left > 0; left -= sent.getLast().size()) {
                    if (!readAhead.nextFits()) {
                        writeAll(sent, done);
                        readAhead.retryNext();
                    }
                    sent.add(send(readAhead, left));
                    // The batch before is written only now that the device has this one.
                    if (sent.size() > 1) {
                        write(sent.element(), done);
                        sent.remove();
                    }
                }
            }
            writeAll(sent, done);
        } catch (RuntimeException e) {
            writer.flush();
            throw e;
        } finally {
            sent.forEach(batch -> batch.forEach(pending -> pending.latents.cancel(false)));
        }
        return summary();
    }

    private ReadAhead readAhead(Iterator<String> files) {
        long bytes = Runtime.getRuntime().maxMemory() / HEAP_PART;
        double seconds = Math.min(MAX_BATCH_SECONDS, (double) bytes / Float.BYTES / Metis8dEncoder.SAMPLE_RATE);
        return new ReadAhead(files, source, limits.batchSize, seconds, cancelled);
    }

    private void writeAll(Deque<List<Pending>> sent, Set<String> done) throws IOException {
        while (!sent.isEmpty()) {
            write(sent.element(), done);
            sent.remove();
        }
    }

    /** Drops the batches that are done but for files that cannot be decoded, and reports those. */
    private void dropUndecodable(List<List<String>> batches, Set<String> done) {
        Iterator<String> lacking = batches.stream()
                .filter(batch -> batch.stream().anyMatch(done::contains))
                .flatMap(batch -> batch.stream().filter(key -> !done.contains(key)))
                .iterator();
        Map<String, MetisException> failures = new HashMap<>();
        try (ReadAhead readAhead = readAhead(lacking)) {
            while (readAhead.hasNext()) {
                if (!readAhead.nextFits()) {
                    readAhead.retryNext();
                }
                ReadAhead.Decoded file = readAhead.next();
                if (file.failure() != null) {
                    failures.put(file.key(), file.failure());
                }
            }
        }
        batches.removeIf(batch -> {
            List<String> left =
                    batch.stream().filter(key -> !done.contains(key)).toList();
            boolean drop = failures.keySet().containsAll(left);
            if (drop) {
                left.forEach(key -> report(key, failures.get(key)));
            }
            return drop;
        });
    }

    /** A file that the encoder has, or that failed before. */
    private record Pending(
            String key, SourceStamp stamp, double seconds, String damage, CompletableFuture<Latents> latents) {}

    /** Gives the encoder the next files, so many or fewer if they are long, or one lacked the memory to decode it. */
    private List<Pending> send(ReadAhead files, int most) {
        List<ReadAhead.Decoded> batch = new ArrayList<>();
        double seconds = 0;
        while (batch.size() < most && seconds < MAX_BATCH_SECONDS && (batch.isEmpty() || files.nextFits())) {
            ReadAhead.Decoded file = files.next();
            batch.add(file);
            seconds += file.seconds();
        }
        List<float[]> clips = batch.stream()
                .filter(file -> file.failure() == null)
                .map(ReadAhead.Decoded::samples)
                .toList();
        Iterator<CompletableFuture<Latents>> answers = encoder.submitAll(clips).iterator();
        return batch.stream()
                .map(file -> new Pending(
                        file.key(),
                        file.stamp(),
                        file.seconds(),
                        file.damage(),
                        file.failure() == null ? answers.next() : CompletableFuture.failedFuture(file.failure())))
                .toList();
    }

    private void write(List<Pending> batch, Set<String> done) throws IOException {
        for (Pending file : batch) {
            if (!done.contains(file.key)) {
                write(file);
            }
        }
        writer.flush();
        listener.batchWritten(summary());
    }

    private void write(Pending file) throws IOException {
        try {
            writer.write(file.key, await(file.latents), file.stamp);
            encoded++;
            failedInARow = 0;
            audioSeconds += file.seconds;
            listener.encoded(file.key, file.seconds);
            if (!file.damage.isEmpty()) {
                damaged++;
                listener.damaged(Failure.damage(file.key, file.damage));
            }
        } catch (UnwritableEntryException e) {
            fail(file.key, e);
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof DeviceFailedException || cause instanceof IllegalStateException) {
                throw (RuntimeException) cause;
            }
            fail(file.key, cause);
        }
    }

    private Latents await(CompletableFuture<Latents> latents) {
        if (!latents.isDone()) {
            CompletableFuture.anyOf(latents, cancelled).join();
        }
        checkCancelled();
        return latents.join();
    }

    private void checkCancelled() {
        if (cancelled.isDone()) {
            throw new CancellationException();
        }
    }

    private Failure report(String key, Throwable cause) {
        failed++;
        Failure failure = Failure.of(key, cause);
        listener.failed(failure);
        return failure;
    }

    private void fail(String key, Throwable cause) {
        failedInARow++;
        Failure failure = report(key, cause);
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
