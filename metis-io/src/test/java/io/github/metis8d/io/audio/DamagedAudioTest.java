package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.job.AudioSource;
import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.ExtractionJob;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.Failure;
import io.github.metis8d.io.job.LengthBackend;
import io.github.metis8d.io.latents.JobOutput;
import io.github.metis8d.io.latents.JobOutput.IfFinished;
import io.github.metis8d.io.latents.OutputFormat;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A folder of rubbish, as a job meets it. More of it with {@code -Dmetis.test.damaged=2000}; what became of each file, the
 * most memory, and the file that took longest are in {@code target/damaged-audio.properties} then.
 */
class DamagedAudioTest {
    private static final int FILES = Integer.getInteger("metis.test.damaged", 400);
    private static final long SEED = Long.getLong("metis.test.seed", 11);

    private static final int KINDS = 11;

    private static final long HEAP_BYTES = 512L << 20;
    /** What the process may take beyond the heap: the JVM itself, and FFmpeg's buffers on both decoder threads. */
    private static final long MAX_NATIVE_BYTES = 512L << 20;

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
            case 9 -> silenceBomb();
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

    /** A real one: hours of silence in some kilobytes, which unpack as the header says. */
    private byte[] silenceBomb() {
        int[] rates = {1000, 16_000, 44_100, 192_000, 655_350};
        return SilenceBomb.flac(rates[random.nextInt(rates.length)], 1 + random.nextInt(8), 100 + random.nextInt(2000));
    }

    private static String key(int i) {
        return String.format("%05d.wav", i);
    }

    @Test
    void eachFileIsEncodedOrListedInASmallHeapAndNothingElseHappens() throws Exception {
        for (int i = 0; i < FILES; i++) {
            Files.write(folder.resolve(key(i)), damaged(i % KINDS));
        }
        Path log = folder.resolve("log");
        Path results = Files.createDirectories(Path.of("target")).resolve("damaged-audio.properties");
        Process job = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_BYTES,
                        "-XX:ActiveProcessorCount=2",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DamagedAudioTest.class.getName(),
                        folder.toString(),
                        results.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(job.waitFor()).as(Files.readString(log)).isZero();

        Properties result = new Properties();
        try (Reader reader = Files.newBufferedReader(results)) {
            result.load(reader);
        }
        result.remove("slowest");
        long peak = Long.parseLong(result.remove("peak").toString());
        assertThat(peak - HEAP_BYTES).isLessThan(MAX_NATIVE_BYTES);
        assertThat(result.stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, FILES)
                        .mapToObj(DamagedAudioTest::key)
                        .toList());
        assertThat(result.values()).doesNotContain("other", "out-of-memory");
        List<Object> encoded =
                result.values().stream().filter("encoded"::equals).toList();
        assertThat(encoded.size()).isBetween(FILES / 10, FILES - FILES / 10);
    }

    /**
     * The job, in a process of its own.
     *
     * @param arguments the folder, and where to put what became of the files
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Properties result = new Properties();
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void encoded(String key, double audioSeconds) {
                assertThat(result.put(key, "encoded")).isNull();
            }

            @Override
            public void failed(Failure failure) {
                assertThat(result.put(failure.key(), failure.kind())).isNull();
            }
        };
        AudioDecoder decoder = new AudioDecoder(Duration.ofMinutes(10));
        AtomicLong peak = new AtomicLong();
        ConcurrentMap<String, Duration> times = new ConcurrentHashMap<>();
        Given[] ways = Given.values();
        AudioSource watched = (key, decoded) -> {
            Instant start = Instant.now();
            try {
                Given given = ways[Integer.parseInt(key, 0, 5, 10) % ways.length];
                return decoder.read(given.bytes(folder.resolve(key)), decoded);
            } finally {
                times.put(key, Duration.between(start, Instant.now()));
                peak.accumulateAndGet(Pointer.physicalBytes(), Math::max);
            }
        };
        try (Metis8dEncoder encoder = LengthBackend.encoder(clip -> {});
                JobOutput output = OutputFormat.JSONL.open(folder.resolve("out"), false, Map.of(), IfFinished.FAIL)) {
            List<String> keys = AudioTree.list(folder, List.of(".wav")).keys();
            new ExtractionJob(encoder, watched, new ExtractionJob.Limits(50, keys.size()), output, listener)
                    .run(keys, Set.of());
        }
        result.put("peak", peak.toString());
        result.put(
                "slowest",
                Collections.max(times.entrySet(), Map.Entry.comparingByValue()).toString());
        try (Writer writer = Files.newBufferedWriter(Path.of(arguments[1]))) {
            result.store(writer, null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDayOfSilenceIsGivenUpAtTheLongestThatIsDecoded(Given given) throws IOException {
        byte[] day = SilenceBomb.flac(16_000, 1, 24 * 3600 * 16_000 / SilenceBomb.BLOCK);
        Path file = Files.write(folder.resolve("day.flac"), day);
        assertThatThrownBy(() ->
                        given.decoder(new AudioDecoder(Duration.ofMinutes(10))).decode(file))
                .isInstanceOfSatisfying(
                        InvalidAudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG))
                .hasMessageContaining("it is longer than 10 minutes");
    }

    /** More channels at a higher rate than any recording has, so that each second of silence is work for minutes. */
    @ParameterizedTest
    @EnumSource
    void aBombOfSilenceIsGivenUpLongBeforeItsEnd(Given given) throws IOException {
        byte[] bytes = SilenceBomb.flac(655_350, 8, 1000);
        Path file = Files.write(folder.resolve("bomb.flac"), bytes);
        assertThatThrownBy(() ->
                        given.decoder(new AudioDecoder(Duration.ofHours(37))).decode(file))
                .isInstanceOfSatisfying(
                        InvalidAudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG))
                .hasMessageContaining("it claims 8 channels at 655350 Hz, and unpacks to more than 256 samples");
    }

    @ParameterizedTest
    @CsvSource({"16000, 1, 200", "48000, 2, 1000", "192000, 8, 50"})
    void aTrackThatIsMutedIsAudio(int rate, int channels, int blocks) throws IOException {
        Path file = Files.write(folder.resolve("silence.flac"), SilenceBomb.flac(rate, channels, blocks));
        assertThat(new AudioDecoder().decode(file))
                .hasSize((int) (((long) blocks * SilenceBomb.BLOCK * 16_000 + rate - 1) / rate))
                .containsOnly(0);
    }
}
