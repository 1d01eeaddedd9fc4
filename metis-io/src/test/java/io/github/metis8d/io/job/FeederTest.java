package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.latents.SourceStamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The device is one that takes batches of 60 s, one at a time, so that it has 180 s at most. */
class FeederTest {
    private static final int SECOND = Metis8dEncoder.SAMPLE_RATE;
    private static final int BATCH_SECONDS = 60;
    private static final int UNDER_WAY_SECONDS = 3 * BATCH_SECONDS;

    private final AtomicInteger decoded = new AtomicInteger();
    private final AtomicInteger encoded = new AtomicInteger();
    /** While it is not open the device computes. */
    private final CountDownLatch device = new CountDownLatch(1);

    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final Metis8dEncoder encoder = LengthBackend.encoder(clip -> {
        awaitDevice();
        encoded.incrementAndGet();
    });

    @AfterEach
    void close() {
        device.countDown();
        encoder.close();
    }

    private void awaitDevice() {
        try {
            device.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A key is a number and a length in seconds; without a length it is no audio. */
    private DecodedAudio decode(String key, IntConsumer grown) {
        decoded.incrementAndGet();
        int at = key.indexOf(' ');
        if (at < 0) {
            throw new InvalidAudioException(Reason.NOT_AUDIO, key + " is no audio");
        }
        return DecodedAudio.whole(new float[Integer.parseInt(key.substring(at + 1)) * SECOND]);
    }

    private static List<String> keys(int count, int seconds) {
        return IntStream.range(0, count).mapToObj(i -> i + " " + seconds).toList();
    }

    private static List<String> noAudio(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** One file is decoded ahead, no more. */
    private Feeder feeder(Iterator<String> keys, AudioSource source) {
        return new Feeder(new ReadAhead(keys, source, 1, BATCH_SECONDS, stop), encoder, stop);
    }

    private Feeder feeder(List<String> keys) {
        return feeder(keys.iterator(), this::decode);
    }

    private static List<String> take(Feeder feeder) {
        List<String> taken = new ArrayList<>();
        for (Feeder.Sent file = feeder.next(); file != null; file = feeder.next()) {
            taken.add(file.key());
        }
        return taken;
    }

    /** Waits until the feeder waits for room. */
    private static void awaitFull() {
        boolean full = false;
        while (!full) {
            Thread.onSpinWait();
            full = Thread.getAllStackTraces().entrySet().stream()
                    .filter(thread -> thread.getKey().getName().equals("metis-feeder"))
                    .flatMap(thread -> List.of(thread.getValue()).stream())
                    .anyMatch(frame -> frame.getClassName().equals(AudioLimit.class.getName())
                            && frame.getMethodName().equals("await"));
        }
    }

    @Test
    void filesComeInTheOrderOfTheListWithWhatIsKnownOfThem() {
        device.countDown();
        SourceStamp stamp = new SourceStamp(7, Instant.EPOCH);
        AudioSource source = new AudioSource() {
            @Override
            public DecodedAudio decode(String key, IntConsumer grown) {
                return key.startsWith("1 ")
                        ? new DecodedAudio(new float[2 * SECOND], "a part is lost", 0.5)
                        : FeederTest.this.decode(key, grown);
            }

            @Override
            public SourceStamp stamp(String key) {
                return stamp;
            }
        };
        try (Feeder feeder = feeder(List.of("0 3", "1 2", "2", "3 100", "4 1").iterator(), source)) {
            Feeder.Sent whole = feeder.next();
            assertThat(whole.key()).isEqualTo("0 3");
            assertThat(whole.seconds()).isEqualTo(3);
            assertThat(whole.damage()).isEmpty();
            assertThat(whole.stamp()).isEqualTo(stamp);
            assertThat(whole.latents().join().values()[0]).isEqualTo(3 * SECOND);
            assertThat(feeder.next().damage()).isEqualTo("a part is lost");
            Feeder.Sent failed = feeder.next();
            assertThat(failed.key()).isEqualTo("2");
            assertThat(failed.seconds()).isZero();
            assertThatThrownBy(failed.latents()::join).hasCauseInstanceOf(InvalidAudioException.class);
            assertThat(take(feeder)).containsExactly("3 100", "4 1");
        }
    }

    @Test
    void withoutFilesThereIsNothingToTake() {
        try (Feeder feeder = feeder(List.of())) {
            assertThat(feeder.next()).isNull();
        }
    }

    @Test
    void theEncoderHasNoMoreAudioThanKeepsItBusy() {
        List<String> keys = keys(100, 10);
        try (Feeder feeder = feeder(keys)) {
            awaitFull();
            // What the encoder has, the file that finds no room, and what is decoded ahead of that.
            assertThat(decoded.get()).isBetween(UNDER_WAY_SECONDS / 10 + 1, UNDER_WAY_SECONDS / 10 + 2);
            device.countDown();
            assertThat(take(feeder)).isEqualTo(keys);
        }
    }

    @Test
    void aFileThatIsLongerThanTheEncoderMayHaveGoesAlone() {
        List<String> keys = List.of("0 1", "1 " + 2 * UNDER_WAY_SECONDS, "2 1", "3 1");
        try (Feeder feeder = feeder(keys)) {
            assertThat(feeder.next().key()).isEqualTo("0 1"); // Though its batch has room.
            awaitFull();
            device.countDown();
            assertThat(take(feeder)).isEqualTo(keys.subList(1, 4));
        }
    }

    /** Each counts as a second, and 20,000 of these may wait to be written. */
    @Test
    void noMoreWaitsToBeWrittenThanIsAllowed() {
        int most = 20_000 + 2 * BATCH_SECONDS;
        List<String> keys = noAudio(most + 1000);
        try (Feeder feeder = feeder(keys)) {
            awaitFull();
            assertThat(decoded.get()).isBetween(20_000, most);
            assertThat(take(feeder)).isEqualTo(keys);
        }
    }

    /** A disk that is gone is to be told of before every file was tried on it. */
    @Test
    void filesWithoutAudioDoNotWaitForAudio() {
        // Without an end, all that is decoded would never be sent.
        Iterator<String> keys = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> i == 0 ? "0 1" : Integer.toString(i))
                .iterator();
        try (Feeder feeder = feeder(keys, this::decode)) {
            assertThat(feeder.next().key()).isEqualTo("0 1");
            assertThat(feeder.next().key()).isEqualTo("1");
        }
    }

    @Test
    void aFileThatLackedMemoryIsDecodedWhenTheEncoderHasNothing() {
        device.countDown();
        AtomicInteger tries = new AtomicInteger();
        AtomicInteger before = new AtomicInteger();
        AudioSource source = (key, grown) -> {
            if (key.startsWith("7 ")) {
                if (tries.getAndIncrement() == 0) {
                    throw new OutOfMemoryError("Java heap space");
                }
                before.set(encoded.get());
            }
            return decode(key, grown);
        };
        List<String> keys = keys(12, 10);
        try (Feeder feeder = feeder(keys.iterator(), source)) {
            assertThat(take(feeder)).isEqualTo(keys);
        }
        assertThat(tries).hasValue(2);
        assertThat(before).as("encoded before it was tried again").hasValue(7);
    }

    @Test
    void whatEndsTheListIsToldBehindTheFilesBefore() {
        device.countDown();
        Iterator<String> broken = new Iterator<>() {
            private final Iterator<String> keys = keys(30, 10).iterator();

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public String next() {
                if (!keys.hasNext()) {
                    throw new AssertionError("the list broke");
                }
                return keys.next();
            }
        };
        List<String> taken = new ArrayList<>();
        try (Feeder feeder = feeder(broken, this::decode)) {
            assertThatThrownBy(() -> {
                        for (Feeder.Sent file = feeder.next(); file != null; file = feeder.next()) {
                            taken.add(file.key());
                        }
                    })
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("the list broke");
        }
        assertThat(taken).isNotEmpty().isEqualTo(keys(taken.size(), 10));
    }

    @Test
    void anEncoderThatIsClosedIsTold() {
        encoder.close();
        try (Feeder feeder = feeder(keys(3, 1))) {
            assertThatThrownBy(feeder::next).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void stoppedItWaitsForNoRoomAndSendsNothingMore() {
        try (Feeder feeder = feeder(keys(100, 10))) {
            awaitFull();
            stop.complete(null);
            assertThatThrownBy(() -> take(feeder)).isInstanceOf(CancellationException.class);
        }
        device.countDown();
        encoder.close();
        assertThat(encoded.get()).isLessThanOrEqualTo(UNDER_WAY_SECONDS / 10);
    }

    @Test
    void closedWhatWasNotTakenIsNotEncoded() {
        CompletableFuture<?> taken;
        CompletableFuture<?> last;
        try (Feeder feeder = feeder(keys(100, 10))) {
            taken = feeder.next().latents();
            last = feeder.next().latents();
            awaitFull();
        }
        assertThat(stop).isDone();
        assertThat(last).isCancelled();
        device.countDown();
        taken.join();
        encoder.close();
        assertThat(encoded.get()).as("of the batch that the device had").isLessThanOrEqualTo(BATCH_SECONDS / 10);
    }

    @Test
    void whoIsInterruptedWaitsOnAndStaysInterrupted() {
        device.countDown();
        Thread taker = Thread.currentThread();
        AudioSource source = (key, grown) -> {
            while (taker.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            taker.interrupt();
            return decode(key, grown);
        };
        try (Feeder feeder = feeder(List.of("0 1").iterator(), source)) {
            assertThat(feeder.next().key()).isEqualTo("0 1");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
