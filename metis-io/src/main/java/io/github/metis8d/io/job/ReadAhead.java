package io.github.metis8d.io.job;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.latents.SourceStamp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Files decoded by several threads, a bounded amount ahead of the one that takes them, in their order. */
final class ReadAhead implements Iterator<ReadAhead.Decoded>, AutoCloseable {
    private final Iterator<String> keys;
    private final AudioSource source;
    private final CompletableFuture<Void> cancelled;
    private final int maxFiles;
    private final SampleBudget budget;
    private final ExecutorService threads;
    private final Deque<Task> ahead = new ArrayDeque<>();
    private long started;

    /**
     * A file's samples, or why it has none.
     *
     * @param key the file
     * @param stamp what it was before it was decoded, or null
     * @param samples 16 kHz mono, or null
     * @param damage what of it is lost, or nothing
     * @param failure null, or what went wrong
     */
    record Decoded(String key, SourceStamp stamp, float[] samples, String damage, MetisException failure) {
        double seconds() {
            return samples == null ? 0 : (double) samples.length / Metis8dEncoder.SAMPLE_RATE;
        }

        private boolean lacksMemory() {
            return failure != null && failure.getCause() instanceof OutOfMemoryError;
        }
    }

    /** A file that is decoded, or will be. */
    private final class Task {
        private final String key;
        private final long place;
        private SampleBudget.Share share;
        private CompletableFuture<Decoded> answer;

        Task(String key, long place) {
            this.key = key;
            this.place = place;
        }

        Task start() {
            answer = CompletableFuture.supplyAsync(this::decode, threads);
            return this;
        }

        /** @return null if it is given up */
        Decoded decode() {
            try {
                share = budget.begin(place);
                Decoded decoded = read();
                if (decoded.samples == null) {
                    share.drop();
                } else {
                    share.complete(decoded.samples.length);
                }
                return decoded;
            } catch (CancellationException e) {
                drop();
                return null;
            }
        }

        private Decoded read() {
            SourceStamp stamp = source.stamp(key);
            try {
                DecodedAudio audio = source.decode(key, share);
                Metis8dEncoder.check(audio.samples());
                return new Decoded(key, stamp, audio.samples(), audio.damage(), null);
            } catch (CancellationException e) {
                throw e;
            } catch (MetisException e) {
                return new Decoded(key, stamp, null, "", e);
            } catch (RuntimeException e) {
                return new Decoded(key, stamp, null, "", new MetisException(key + " could not be decoded: " + e, e));
            } catch (OutOfMemoryError e) {
                String message = key + " does not fit into the Java heap; raise it with -Xmx";
                return new Decoded(key, stamp, null, "", new MetisException(message, e));
            }
        }

        void drop() {
            if (share != null) {
                share.drop();
            }
        }
    }

    /**
     * @param maxFiles files that may be decoded or being decoded ahead
     * @param maxSeconds seconds of audio that may be held ahead, but for the next file, which may be longer
     * @param cancelled when complete, nothing is waited for any more: a long file, or a disk that does not answer
     */
    ReadAhead(
            Iterator<String> keys,
            AudioSource source,
            int maxFiles,
            double maxSeconds,
            CompletableFuture<Void> cancelled) {
        this.keys = keys;
        this.source = source;
        this.cancelled = cancelled;
        this.maxFiles = maxFiles;
        this.budget = new SampleBudget((long) (maxSeconds * Metis8dEncoder.SAMPLE_RATE));
        this.threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "metis-decoder");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || keys.hasNext();
    }

    @Override
    public Decoded next() {
        start();
        Task task = ahead.element();
        Decoded decoded = await(task);
        ahead.remove();
        task.drop();
        budget.taken();
        start();
        return decoded;
    }

    private Decoded await(Task task) {
        CompletableFuture.anyOf(task.answer, cancelled).join();
        if (cancelled.isDone()) {
            throw new CancellationException();
        }
        return task.answer.join();
    }

    private void start() {
        while (keys.hasNext() && ahead.size() < maxFiles) {
            ahead.add(new Task(keys.next(), started++).start());
        }
    }

    /** Waits for the next file, and tells whether there was memory enough to decode it, whatever else came of it. */
    boolean nextFits() {
        start();
        return !await(ahead.element()).lacksMemory();
    }

    /** Decodes the next file again, alone: what was decoded behind it is dropped, and decoded again later. */
    void retryNext() {
        budget.cancelWaiting(true);
        for (Task task : ahead) {
            await(task);
        }
        budget.cancelWaiting(false);
        for (Task task : ahead) {
            task.drop();
        }
        Task next = ahead.element();
        next.answer = null;
        for (Task task : ahead) {
            if (task != next && isToBeDecodedAgain(task)) {
                task.answer = null;
            }
        }
        next.answer = CompletableFuture.completedFuture(next.decode());
        for (Task task : ahead) {
            if (task.answer == null) {
                task.start();
            }
        }
    }

    private static boolean isToBeDecodedAgain(Task task) {
        Decoded decoded = task.answer.join();
        return decoded == null || decoded.samples != null || decoded.lacksMemory();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
