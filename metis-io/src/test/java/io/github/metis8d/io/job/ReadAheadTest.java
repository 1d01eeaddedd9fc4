package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.audio.DecodedAudio;
import io.github.metis8d.io.latents.JsonLinesLatentWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {
    private static final int SECOND = Metis8dEncoder.SAMPLE_RATE;
    /** Samples that a file has grown by when it says so. */
    private static final int PACKET = 1024;

    /** What is decoded and not taken yet, of all files, as it is said while they are decoded. */
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    private final AtomicLong most = new AtomicLong();
    private final AtomicInteger decodings = new AtomicInteger();

    /** A key is a number and a length in samples. */
    private DecodedAudio decode(String key, IntConsumer decoded) {
        decodings.incrementAndGet();
        int length = Integer.parseInt(key.substring(key.indexOf(' ') + 1));
        for (int samples = 0; samples < length; samples += PACKET) {
            decoded.accept(samples);
            held.put(key, samples);
            long all = held.values().stream().mapToLong(Integer::longValue).sum();
            most.accumulateAndGet(all, Math::max);
        }
        return DecodedAudio.whole(new float[length]);
    }

    private static List<String> keys(int count, int length) {
        return IntStream.range(0, count).mapToObj(i -> i + " " + length).toList();
    }

    private ReadAhead readAhead(List<String> keys, AudioSource source, double seconds) {
        return new ReadAhead(keys.iterator(), source, 100, seconds, new CompletableFuture<>());
    }

    /** Takes all, and gives their keys. */
    private List<String> take(ReadAhead files) {
        List<String> taken = new ArrayList<>();
        while (files.hasNext()) {
            if (!files.nextFits()) {
                files.retryNext();
            }
            ReadAhead.Decoded file = files.next();
            held.remove(file.key());
            taken.add(file.key() + (file.failure() == null ? "" : " failed"));
        }
        return taken;
    }

    /** Waits until the decoders wait, be it for work or for room. */
    private static void awaitDecoders() {
        boolean waiting = false;
        while (!waiting) {
            Thread.yield();
            List<Thread> decoders = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("metis-decoder"))
                    .toList();
            waiting = !decoders.isEmpty()
                    && decoders.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
        }
    }

    /** No file's length is known before it is decoded, and a hundred could be begun. */
    @ParameterizedTest
    @ValueSource(ints = {SECOND / 2, 10 * SECOND, 100 * SECOND})
    void noMoreIsHeldThanIsAllowedAndTheNextFile(int length) {
        List<String> keys = keys(60, length);
        int seconds = 20;
        long allowed = (long) seconds * SECOND
                + length
                + 65_536L * Runtime.getRuntime().availableProcessors();
        try (ReadAhead files = readAhead(keys, this::decode, seconds)) {
            assertThat(files.nextFits()).isTrue();
            awaitDecoders();
            assertThat(most.get()).isLessThan(allowed);
            assertThat(take(files)).isEqualTo(keys);
        }
        // One more has been taken already when it is taken off here.
        assertThat(most.get()).isLessThan(allowed + length);
        assertThat(decodings).hasValue(keys.size());
    }

    @Test
    void aFileThatLackedMemoryIsDecodedAgainAlone() {
        List<String> keys = keys(20, SECOND);
        Set<String> tried = ConcurrentHashMap.newKeySet();
        AudioSource source = (key, decoded) -> {
            if (Integer.parseInt(key.substring(0, key.indexOf(' '))) % 5 == 3 && tried.add(key)) {
                throw new OutOfMemoryError("Java heap space");
            }
            return decode(key, decoded);
        };
        try (ReadAhead files = readAhead(keys, source, 1000)) {
            assertThat(take(files)).isEqualTo(keys);
        }
        assertThat(tried).hasSize(4);
    }

    @Test
    void whatIsDecodedAheadIsDroppedWhileItIsTriedAgain() throws Exception {
        List<String> keys = keys(20, SECOND);
        AtomicInteger others = new AtomicInteger();
        AtomicInteger tries = new AtomicInteger();
        AudioSource source = (key, decoded) -> {
            if (!key.startsWith("0 ")) {
                others.incrementAndGet();
                try {
                    return decode(key, decoded);
                } finally {
                    others.decrementAndGet();
                }
            }
            if (tries.getAndIncrement() == 0) {
                throw new OutOfMemoryError("Java heap space");
            }
            assertThat(others).as("files that are being decoded beside it").hasValue(0);
            return decode(key, decoded);
        };
        try (ReadAhead files = readAhead(keys, source, 5)) {
            assertThat(take(files)).isEqualTo(keys);
        }
        assertThat(tries).hasValue(2);
    }

    @Test
    void onlyWhatDoesNotFitAloneIsListed() throws IOException {
        List<String> keys = keys(30, SECOND);
        Map<String, String> failures = new TreeMap<>();
        AtomicInteger tries = new AtomicInteger();
        List<String> written = new ArrayList<>();
        AudioSource source = (key, decoded) -> {
            if (key.startsWith("7 ")) {
                tries.incrementAndGet();
                throw new OutOfMemoryError("Java heap space");
            }
            return decode(key, decoded);
        };
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void encoded(String key, double audioSeconds) {
                written.add(key);
            }

            @Override
            public void failed(Failure failure) {
                failures.put(failure.key(), failure.kind());
                assertThat(failure.message()).contains("raise it with -Xmx");
            }
        };
        try (Metis8dEncoder encoder = LengthBackend.encoder(clip -> {});
                JsonLinesLatentWriter writer = new JsonLinesLatentWriter(OutputStream.nullOutputStream())) {
            new ExtractionJob(encoder, source, new ExtractionJob.Limits(10, 5), writer, listener).run(keys, Set.of());
        }
        assertThat(failures).isEqualTo(Map.of("7 " + SECOND, "out-of-memory"));
        assertThat(tries).hasValue(2);
        List<String> others = new ArrayList<>(keys);
        others.remove("7 " + SECOND);
        assertThat(written).isEqualTo(others);
    }
}
