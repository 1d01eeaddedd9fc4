package io.github.metis8d;

import static java.lang.System.Logger.Level.WARNING;

import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.PendingLatents;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * The batches that a device was given and has not answered. For the thread of the device.
 *
 * <p>A batch that does not fit into memory, or that trips over something unforeseen, is tried in halves once the device
 * has answered the others, so that only the clip that is to blame fails. That a device failed is told to the caller.
 */
final class BatchesInFlight {
    private static final System.Logger LOG = System.getLogger(BatchesInFlight.class.getName());

    /** By how much the batches grow with each that fits, after one that did not: memory may have been short for once. */
    private static final double GROWTH = 1.02;

    private final Backend backend;
    private final String device;
    private final Deque<Started> started = new ArrayDeque<>();
    /** Every clip that was taken on, until it is answered or a batch is started after that. */
    private final List<Clip> taken = new ArrayList<>();

    private double fittingSeconds = Double.POSITIVE_INFINITY;

    private record Started(List<Clip> clips, PendingLatents answers) {}

    BatchesInFlight(Backend backend, String device) {
        this.backend = backend;
        this.device = device;
    }

    boolean isEmpty() {
        return started.isEmpty();
    }

    boolean isFull() {
        return started.size() >= backend.description().batchesInFlight();
    }

    /** The most seconds of audio that can be expected to fit, as far as is known. */
    double fittingSeconds() {
        return fittingSeconds;
    }

    /** @throws DeviceFailedException if the device failed; its clips are to be had by {@link #abandon} */
    void start(List<Clip> clips) {
        taken.removeIf(clip -> !clip.isPending());
        taken.addAll(clips);
        attempt(clips, () -> started.add(new Started(clips, backend.start(samples(clips)))));
    }

    /** Waits for the batch that was started first. Throws as {@link #start}. */
    void answerFirst() {
        Started first = started.remove();
        attempt(first.clips, () -> {
            complete(first.clips, first.answers.await());
            fittingSeconds *= GROWTH;
        });
    }

    private void attempt(List<Clip> clips, Runnable work) {
        try {
            work.run();
        } catch (DeviceFailedException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            answerAll();
            encodeHalves(clips, e);
        }
    }

    private void answerAll() {
        while (!started.isEmpty()) {
            answerFirst();
        }
    }

    private void encodeHalves(List<Clip> clips, Throwable cause) {
        if (clips.size() == 1) {
            clips.get(0).fail(cause);
            return;
        }
        if (cause instanceof DeviceOutOfMemoryException) {
            fittingSeconds = Math.min(fittingSeconds, seconds(clips) / 2);
        }
        LOG.log(WARNING, device + ": a batch of " + clips.size() + " clips failed and is tried in halves", cause);
        int half = half(clips);
        encode(clips.subList(0, half));
        encode(clips.subList(half, clips.size()));
    }

    /** How many of the clips, of two or more, have about half of the audio; at least one, and not all. */
    private static int half(List<Clip> clips) {
        double left = seconds(clips) / 2 - clips.get(0).seconds();
        int count = 1;
        while (count < clips.size() - 1 && left > 0) {
            left -= clips.get(count).seconds();
            count++;
        }
        return count;
    }

    private void encode(List<Clip> clips) {
        attempt(clips, () -> complete(clips, backend.encode(samples(clips))));
    }

    /**
     * Takes what the device, which failed, has answered all the same; gives the clips that have no answer.
     *
     * @param failure is told of the batches that failed with the device
     */
    List<Clip> abandon(Throwable failure) {
        for (Started batch : started) {
            try {
                complete(batch.clips, batch.answers.await());
            } catch (RuntimeException | Error e) {
                if (e != failure) {
                    failure.addSuppressed(e);
                }
            }
        }
        started.clear();
        taken.removeIf(clip -> !clip.isPending());
        return taken;
    }

    private static List<float[]> samples(List<Clip> clips) {
        return clips.stream().map(clip -> clip.samples).toList();
    }

    private static double seconds(List<Clip> clips) {
        return clips.stream().mapToDouble(Clip::seconds).sum();
    }

    private static void complete(List<Clip> clips, List<Latents> answers) {
        if (answers.size() != clips.size()) {
            throw new IllegalStateException(
                    "the backend gave " + answers.size() + " answers to " + clips.size() + " clips");
        }
        for (int i = 0; i < clips.size(); i++) {
            clips.get(i).succeed(Objects.requireNonNull(answers.get(i), "the backend's answer"));
        }
    }
}
