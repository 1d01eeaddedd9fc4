package io.github.metis8d.io;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.MetisException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Files decoded by several threads, a bounded amount ahead of the one that takes them, in their order. */
final class ReadAhead implements Iterator<ReadAhead.Decoded>, AutoCloseable {
    private final Iterator<String> keys;
    private final Function<String, float[]> decoder;
    private final CompletableFuture<Void> cancelled;
    private final int maxFiles;
    private final long maxSamples;
    private final ExecutorService threads;
    private final Deque<CompletableFuture<Decoded>> ahead = new ArrayDeque<>();
    private final AtomicLong samplesAhead = new AtomicLong();

    /**
     * A file's samples, or why it has none.
     *
     * @param key the file
     * @param samples 16 kHz mono, or null
     * @param failure null, or what went wrong
     */
    record Decoded(String key, float[] samples, MetisException failure) {
        double seconds() {
            return samples == null ? 0 : (double) samples.length / Metis8dEncoder.SAMPLE_RATE;
        }
    }

    /**
     * @param maxFiles files that may be decoded or being decoded ahead
     * @param maxSeconds seconds of audio that may wait before no further file is started
     * @param cancelled when complete, nothing is waited for any more: a long file, or a disk that does not answer
     */
    ReadAhead(
            Iterator<String> keys,
            Function<String, float[]> decoder,
            int maxFiles,
            double maxSeconds,
            CompletableFuture<Void> cancelled) {
        this.keys = keys;
        this.decoder = decoder;
        this.cancelled = cancelled;
        this.maxFiles = maxFiles;
        this.maxSamples = (long) (maxSeconds * Metis8dEncoder.SAMPLE_RATE);
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
        CompletableFuture<Decoded> first = ahead.remove();
        CompletableFuture.anyOf(first, cancelled).join();
        if (cancelled.isDone()) {
            throw new CancellationException();
        }
        Decoded decoded = first.join();
        if (decoded.samples != null) {
            samplesAhead.addAndGet(-decoded.samples.length);
        }
        start();
        return decoded;
    }

    private void start() {
        while (keys.hasNext() && ahead.size() < maxFiles && (ahead.isEmpty() || samplesAhead.get() < maxSamples)) {
            String key = keys.next();
            ahead.add(CompletableFuture.supplyAsync(() -> decode(key), threads));
        }
    }

    private Decoded decode(String key) {
        try {
            float[] samples = decoder.apply(key);
            Metis8dEncoder.check(samples);
            samplesAhead.addAndGet(samples.length);
            return new Decoded(key, samples, null);
        } catch (MetisException e) {
            return new Decoded(key, null, e);
        } catch (RuntimeException e) {
            return new Decoded(key, null, new MetisException(key + " could not be decoded: " + e, e));
        } catch (OutOfMemoryError e) {
            return new Decoded(
                    key, null, new MetisException(key + " does not fit into the Java heap; raise it with -Xmx", e));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
