package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.InvalidAudioException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are none: what is the caller's stays the caller's, and what the caller's throws is told as such. */
class AudioBytesTest {
    static final List<String> FORMATS =
            List.of("en_16k_pcm16.wav", "it_24k.flac", "nl_48k.ogg", "pt_44k1_stereo.mp3", "en_16k.opus", "en_16k.m4a");

    private final AudioDecoder decoder = new AudioDecoder();

    @TempDir
    Path temp;

    private static byte[] golden(String name) throws IOException {
        return Files.readAllBytes(AudioDecoderTest.golden(name));
    }

    /** What became of a file, in words. */
    private String answer(AudioBytes file) {
        try {
            DecodedAudio audio = decoder.read(file);
            return Arrays.hashCode(audio.samples()) + " of " + audio.samples().length + ", " + audio.damage() + ", "
                    + audio.lostSeconds();
        } catch (InvalidAudioException e) {
            return e.reason() + " " + e.getMessage();
        }
    }

    @Test
    void whatIsNoFileIsNamed() {
        assertThatThrownBy(() -> decoder.decode(temp.resolve("none.wav")))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessage("there is no file " + temp.resolve("none.wav"));
        assertThatThrownBy(() -> decoder.decode(temp))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("is not a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name with spaces.wav", "50% & more#1?.wav", "Grüße-日本.wav", "-dash.wav", "a:b.wav"})
    void anyFileNameWillDo(String name) throws IOException {
        Path file = temp.resolve(name);
        Files.copy(AudioDecoderTest.golden("en_16k_pcm16.wav"), file);
        assertThat(decoder.decode(file)).hasSize(82_062);
    }

    @Test
    void damagedFilesHaveTheSameAnswerHoweverTheyAreGiven() throws IOException {
        Random random = new Random(23);
        List<String> names = new ArrayList<>(FORMATS);
        names.addAll(List.of("en_16k.webm", "en_16k_pages.opus", "en_16k_short.mp3", "es_8k_mulaw.wav"));
        Path file = temp.resolve("file");
        for (int round = 0; round < 8 * names.size(); round++) {
            byte[] bytes = golden(names.get(round % names.size()));
            if (round >= names.size()) {
                bytes = damaged(bytes, random);
            }
            Files.write(file, bytes);
            String expected = answer(AudioBytes.of(file));
            for (Given given : Given.values()) {
                assertThat(answer(given.bytes(file))).as(given + ", " + round).isEqualTo(expected);
            }
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        if (random.nextBoolean()) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        int within = random.nextBoolean() ? 200 : bytes.length;
        for (int flips = random.nextInt(40); flips >= 0; flips--) {
            bytes[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"en_16k.m4a", "en_16k.webm"})
    void formatsWhoseIndexIsAtTheEndAreReadFromStreams(String name) throws IOException {
        float[] samples = decoder.decode(AudioBytes.of(name, new ByteArrayInputStream(golden(name))));
        assertThat(samples.length).isBetween(9_600, 12_000);
    }

    @ParameterizedTest
    @EnumSource
    void theSameBytesAreDecodedAgain(Given given) {
        AudioBytes file = given.bytes(AudioDecoderTest.golden("it_24k.flac"));
        assertThat(decoder.decode(file)).isEqualTo(decoder.decode(file));
        assertThat(file).hasToString(file.name());
    }

    @Test
    void aStreamStaysOpenAndIsWaitedFor() throws Exception {
        byte[] bytes = golden("pt_44k1_stereo.mp3");
        float[] expected = decoder.decode(AudioDecoderTest.golden("pt_44k1_stereo.mp3"));
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (PipedOutputStream sender = new PipedOutputStream()) {
            PipedInputStream receiver = new PipedInputStream(sender) {
                @Override
                public void close() {
                    closed.complete(null);
                }
            };
            CompletableFuture<float[]> decoding =
                    CompletableFuture.supplyAsync(() -> decoder.decode(AudioBytes.of("call 7", receiver)));
            for (int at = 0; at < bytes.length; at += 1000) {
                assertThat(decoding).isNotDone();
                sender.write(bytes, at, Math.min(1000, bytes.length - at));
            }
            sender.close();
            assertThat(decoding.get()).isEqualTo(expected);
        }
        assertThat(closed).isNotDone();
    }

    @Test
    void aBufferIsReadFromItsPositionToItsLimitAndNotMoved() throws IOException {
        byte[] wav = golden("en_16k_pcm16.wav");
        float[] expected = decoder.decode(AudioDecoderTest.golden("en_16k_pcm16.wav"));
        for (ByteBuffer buffer :
                List.of(ByteBuffer.allocate(wav.length + 30), ByteBuffer.allocateDirect(wav.length + 30))) {
            buffer.position(10).put(wav).flip().position(10);
            for (ByteBuffer given : List.of(buffer, buffer.asReadOnlyBuffer(), buffer.slice())) {
                int position = given.position();
                int limit = given.limit();
                AudioBytes file = AudioBytes.of("call 7", given);
                assertThat(decoder.decode(file)).isEqualTo(expected);
                assertThat(given.position()).isEqualTo(position);
                assertThat(given.limit()).isEqualTo(limit);
                given.clear();
                assertThat(decoder.decode(file)).isEqualTo(expected);
                given.position(position).limit(limit);
            }
        }
    }

    @Test
    void aChannelIsReadFromItsPositionWhereItIsAgainAfterwards() throws IOException {
        Path archive = temp.resolve("archive");
        byte[] before = new byte[777];
        byte[] flac = golden("it_24k.flac");
        Files.write(archive, before);
        Files.write(archive, flac, StandardOpenOption.APPEND);
        try (FileChannel channel = FileChannel.open(archive)) {
            channel.position(before.length);
            float[] expected = decoder.decode(AudioDecoderTest.golden("it_24k.flac"));
            assertThat(decoder.decode(AudioBytes.of("call 7", channel))).isEqualTo(expected);
            assertThat(channel.isOpen()).isTrue();
            assertThat(channel.position()).isEqualTo(before.length);
            channel.position(channel.size());
            assertThatThrownBy(() -> decoder.decode(AudioBytes.of("call 7", channel)))
                    .isInstanceOf(InvalidAudioException.class)
                    .hasMessage("call 7 is empty");
        }
    }

    @Test
    void aFileWithinAZipFileIsAFile() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(temp.resolve("a.zip"), Map.of("create", "true"))) {
            Path file = Files.write(zip.getPath("audio.mp3"), golden("pt_44k1_stereo.mp3"));
            assertThat(decoder.decode(file)).isEqualTo(decoder.decode(AudioDecoderTest.golden("pt_44k1_stereo.mp3")));
        }
    }

    /** More at once than JavaCPP has room for callbacks. */
    @Test
    void manyStreamsAreDecodedAtOnce() throws Exception {
        int count = 40;
        CountDownLatch allAreRead = new CountDownLatch(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Future<float[]>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = golden(FORMATS.get(i % FORMATS.size()));
            int half = bytes.length / 2;
            InputStream waiting = new ByteArrayInputStream(bytes) {
                private boolean first = true;

                @Override
                public int read(byte[] to, int from, int length) {
                    if (first && pos >= half) {
                        first = false;
                        allAreRead.countDown();
                        try {
                            allAreRead.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return super.read(to, from, Math.min(length, 2000));
                }
            };
            answers.add(threads.submit(() -> decoder.decode(AudioBytes.of("call", waiting))));
        }
        for (int i = 0; i < count; i++) {
            Path golden = AudioDecoderTest.golden(FORMATS.get(i % FORMATS.size()));
            assertThat(answers.get(i).get()).isEqualTo(decoder.decode(golden));
        }
        threads.shutdown();
    }
}
