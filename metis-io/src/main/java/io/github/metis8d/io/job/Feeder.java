package io.github.metis8d.io.job;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.latents.SourceStamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Hands the encoder file after file on a thread of its own, so that the devices do not wait while the output is forced to
 * disk. The audio that the encoder has is bounded, and so are the latents that wait to be written.
 */
final class Feeder implements AutoCloseable {
    /** What latents wait to be written is counted in audio: 32 MB of them. A file without audio counts as a second. */
    private static final double UNWRITTEN_SECONDS = 20_000;

    /** Audio takes at most this part of a small heap while the encoder has it. */
    private static final int HEAP_PART = 4;

    private final ReadAhead files;
    private final Metis8dEncoder encoder;
    private final AudioLimit underWay;
    private final AudioLimit unwritten = new AudioLimit((long) (UNWRITTEN_SECONDS * Metis8dEncoder.SAMPLE_RATE));
    private final CompletableFuture<Void> stop;
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final List<ReadAhead.Decoded> batch = new ArrayList<>();
    private Sent last;
    /** Why there are no more files; null if all were sent. Of use when the end is met. */
    private volatile Throwable failure;

    private boolean closed;

    /** A file that the encoder has, or that failed before. */
    record Sent(String key, SourceStamp stamp, double seconds, String damage, CompletableFuture<Latents> latents) {
        private static final Sent END = new Sent("", null, 0, "", null);

        private long samples() {
            return Math.max(Metis8dEncoder.SAMPLE_RATE, Math.round(seconds * Metis8dEncoder.SAMPLE_RATE));
        }
    }

    /**
     * @param files what is decoded ahead; is closed with this
     * @param stop when complete, nothing is sent any more; completed when this is closed
     */
    Feeder(ReadAhead files, Metis8dEncoder encoder, CompletableFuture<Void> stop) {
        this.files = files;
        this.encoder = encoder;
        this.stop = stop;
        // What the devices work on, as much again that waits for them, and a batch to choose from.
        double seconds = (2 * encoder.batchesInFlight() + 1) * encoder.batchSeconds();
        long memory = Runtime.getRuntime().maxMemory() / HEAP_PART / Float.BYTES;
        underWay = new AudioLimit(Math.min(memory, (long) (seconds * Metis8dEncoder.SAMPLE_RATE)));
        stop.thenRun(underWay::stop);
        stop.thenRun(unwritten::stop);
        Thread thread = new Thread(this::run, "metis-feeder");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            feed();
        } catch (Throwable e) {
            failure = e;
        }
        sent.add(Sent.END);
    }

    private void feed() {
        double seconds = 0;
        while (files.hasNext()) {
            if (!files.nextFits()) {
                send();
                underWay.awaitNone();
                files.retryNext();
            }
            ReadAhead.Decoded file = files.next();
            boolean room = underWay.tryAdd(samples(file));
            // Also files without audio, or a disk that is gone would be told of when all were tried on it.
            double more = file.samples() == null ? 1 : file.seconds();
            if (!room || seconds + more > encoder.batchSeconds()) {
                send();
                seconds = 0;
            }
            if (!room) {
                underWay.add(samples(file));
            }
            batch.add(file);
            seconds += more;
        }
        send();
    }

    private static int samples(ReadAhead.Decoded file) {
        return file.samples() == null ? 0 : file.samples().length;
    }

    /** Hands the encoder what has come together. */
    private void send() {
        List<float[]> clips = batch.stream()
                .filter(file -> file.failure() == null)
                .map(ReadAhead.Decoded::samples)
                .toList();
        List<Sent> files = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                throw new CancellationException();
            }
            Iterator<CompletableFuture<Latents>> answers =
                    encoder.submitAll(clips).iterator();
            for (ReadAhead.Decoded file : batch) {
                files.add(new Sent(
                        file.key(),
                        file.stamp(),
                        file.seconds(),
                        file.damage(),
                        file.failure() == null ? answers.next() : CompletableFuture.failedFuture(file.failure())));
            }
            for (int i = 0; i < files.size(); i++) {
                int samples = samples(batch.get(i));
                files.get(i).latents.whenComplete((latents, e) -> underWay.remove(samples));
            }
            sent.addAll(files);
        }
        batch.clear();
        for (Sent file : files) {
            unwritten.add(file.samples());
        }
    }

    /**
     * Waits for the next file to be sent; its latents may still have to be awaited.
     *
     * @return null if all were
     * @throws CancellationException if this is stopped
     */
    Sent next() {
        if (last != null) {
            unwritten.remove(last.samples());
        }
        last = take();
        if (last != Sent.END) {
            return last;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return null;
    }

    private Sent take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return sent.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives up what was sent and not taken, or taken last. */
    @Override
    public void close() {
        stop.complete(null);
        files.close();
        synchronized (this) {
            closed = true;
            if (last != null && last != Sent.END) {
                last.latents.cancel(false);
            }
            sent.stream().filter(file -> file != Sent.END).forEach(file -> file.latents.cancel(false));
        }
    }
}
