package io.github.metis8d.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of rubbish, as a job meets it. More of it with {@code -Dmetis.test.damaged=2000}. */
class DamagedAudioTest {
    private static final int FILES = Integer.getInteger("metis.test.damaged", 400);
    private static final long SEED = Long.getLong("metis.test.seed", 11);

    /** What a file may take beyond the heap: FFmpeg's buffers, on all decoder threads. */
    private static final long MAX_NATIVE_BYTES = 1L << 30;

    private static final List<String> WHOLE = List.of(
            "en_16k_pcm16.wav",
            "it_24k.flac",
            "nl_48k.ogg",
            "pt_44k1_stereo.mp3",
            "es_8k_mulaw.wav",
            "sv_32k_pcm8.wav",
            "de_44k1_float32.wav",
            "en_48k_stereo_pcm24.wav");

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    private byte[] whole() throws IOException {
        try {
            String name = WHOLE.get(random.nextInt(WHOLE.size()));
            return Files.readAllBytes(Path.of(
                    DamagedAudioTest.class.getResource("/golden/" + name).toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] damaged(int kind) throws IOException {
        byte[] bytes = whole();
        return switch (kind) {
            case 0 -> new byte[0];
            case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> flipped(bytes, bytes.length, 1 + random.nextInt(2000));
            case 3 -> flipped(bytes, 64, 1 + random.nextInt(20));
            case 4 -> random(random.nextInt(20_000));
            case 5 ->
                ("{\"text\": \"" + random.nextLong() + "\"}\n")
                        .repeat(random.nextInt(500))
                        .getBytes(StandardCharsets.UTF_8);
            case 6 -> lyingChunks();
            case 7 -> daysLong();
            case 8 -> new byte[random.nextInt(100_000)];
            default -> bytes;
        };
    }

    private byte[] flipped(byte[] bytes, int within, int flips) {
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(Math.min(within, bytes.length))] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A WAV file whose sizes, rate, channels or bits are not what they are. */
    private byte[] lyingChunks() {
        byte[] wav = Wav.bytes(1, 16, 1, 16_000, new double[random.nextInt(20_000)]);
        ByteBuffer header = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        int[] sizes = {0, 1, 7, 0x7fffffff, 0x80000000, 0xffffffff, random.nextInt()};
        int[] fields = {4, 16, 24, 28, 40};
        header.putInt(fields[random.nextInt(fields.length)], sizes[random.nextInt(sizes.length)]);
        int[] shorts = {20, 22, 32, 34};
        if (random.nextBoolean()) {
            header.putShort(shorts[random.nextInt(shorts.length)], (short) sizes[random.nextInt(sizes.length)]);
        }
        return wav;
    }

    /** A FLAC file of a few kilobytes that says it has days of samples, whole but for that, or cut off. */
    private byte[] daysLong() throws IOException {
        try {
            byte[] flac = Files.readAllBytes(Path.of(
                    DamagedAudioTest.class.getResource("/golden/it_24k.flac").toURI()));
            // The last 36 bits of the 18 bytes from 8 on are the number of samples.
            flac[21] |= 0x0f;
            Arrays.fill(flac, 22, 26, (byte) 0xff);
            return random.nextBoolean() ? flac : Arrays.copyOf(flac, 42 + random.nextInt(2000));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachFileIsEncodedOrListedAndNothingElseHappens() throws IOException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            String key = String.format("%05d.wav", i);
            Files.write(folder.resolve(key), damaged(i % 10));
            keys.add(key);
        }
        Set<String> encoded = new HashSet<>();
        Set<String> listed = new HashSet<>();
        AudioDecoder decoder = new AudioDecoder(Duration.ofMinutes(10));
        long before = Pointer.physicalBytes();
        try (Metis8dEncoder encoder = LengthBackend.encoder(clip -> {})) {
            LatentWriter writer = new LatentWriter() {
                @Override
                public void write(String key, Latents latents) {
                    encoded.add(key);
                }

                @Override
                public void flush() {}

                @Override
                public void finish() {}

                @Override
                public void close() {}
            };
            ExtractionListener listener = new ExtractionListener() {
                @Override
                public void failed(Failure failure) {
                    assertThat(failure.kind()).as(failure.message()).isNotEqualTo("other");
                    listed.add(failure.key());
                }
            };
            new ExtractionJob(
                            encoder,
                            key -> decoder.decode(folder.resolve(key)),
                            new ExtractionJob.Limits(50, FILES),
                            writer,
                            listener)
                    .run(keys, Set.of());
        }
        Set<String> all = new HashSet<>(encoded);
        all.addAll(listed);
        assertThat(all).hasSize(FILES);
        assertThat(encoded.size() + listed.size()).isEqualTo(FILES);
        assertThat(encoded.size()).isGreaterThan(FILES / 10);
        assertThat(listed.size()).isGreaterThan(FILES / 10);
        assertThat(Pointer.physicalBytes() - before - Runtime.getRuntime().maxMemory())
                .isLessThan(MAX_NATIVE_BYTES);
    }
}
