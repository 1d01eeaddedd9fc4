package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.InvalidAudioException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
class AudioDecoderTest {
    private final Given given;
    private final Given.Decoder decoder;

    @TempDir
    Path temp;

    AudioDecoderTest(Given given) {
        this.given = given;
        decoder = given.decoder(new AudioDecoder());
    }

    static Path golden(String name) {
        try {
            return Path.of(AudioDecoderTest.class.getResource("/golden/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] expected(String name) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(golden(name + ".f32"))).order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(samples);
        return samples;
    }

    /** The power of the signal over that of the difference, in dB. */
    private static double signalToNoise(float[] actual, float[] expected) {
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < expected.length; i++) {
            signal += (double) expected[i] * expected[i];
            noise += Math.pow((double) actual[i] - expected[i], 2);
        }
        return 10 * Math.log10(signal / noise);
    }

    @ParameterizedTest
    @CsvSource({
        "it_24k.flac, 120",
        "en_48k_stereo_pcm24.wav, 120",
        "nl_48k.ogg, 85",
        "sv_32k_pcm8.wav, 120",
        "es_8k_mulaw.wav, 120",
        "de_44k1_float32.wav, 120",
        "fr_22k05_pcm16.wav, 120",
        "pt_44k1_stereo.mp3, 85",
        "en_16k.opus, 85",
        "en_8k.opus, 85",
        "en_24k.opus, 85",
        "en_16k_short.mp3, 60"
    })
    void theSamplesAreThoseOfTheReference(String name, double decibels) throws IOException {
        float[] actual = decoder.decode(golden(name));
        float[] expected = expected(name);
        assertThat(actual).hasSameSizeAs(expected);
        assertThat(signalToNoise(actual, expected)).isGreaterThan(decibels);
    }

    @Test
    void pcmAt16KilohertzIsExact() throws IOException {
        assertThat(decoder.decode(golden("en_16k_pcm16.wav"))).isEqualTo(expected("en_16k_pcm16.wav"));
    }

    @Test
    void theContentTellsTheFormatAndNotTheName() throws IOException {
        Path disguised = temp.resolve("flac.wav");
        Files.copy(golden("it_24k.flac"), disguised);
        assertThat(decoder.decode(disguised)).isEqualTo(decoder.decode(golden("it_24k.flac")));
        Path nameless = temp.resolve("audio");
        Files.copy(golden("pt_44k1_stereo.mp3"), nameless);
        assertThat(decoder.decode(nameless)).isEqualTo(decoder.decode(golden("pt_44k1_stereo.mp3")));
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "1, 16", "1, 24", "1, 32", "3, 32", "3, 64"})
    void everySampleFormatIsScaledToFullScale(int format, int bits) throws IOException {
        double[] left = {0, 0.5, -0.5, 0.25, -1, 0.75};
        for (int channels = 1; channels <= 3; channels++) {
            Path file = temp.resolve(format + "-" + bits + "-" + channels + ".wav");
            double[] interleaved = new double[600 * channels];
            float[] mean = new float[600];
            for (int i = 0; i < 600; i++) {
                for (int c = 0; c < channels; c++) {
                    interleaved[i * channels + c] = left[(i + c) % left.length];
                    mean[i] += (float) left[(i + c) % left.length];
                }
                mean[i] /= channels;
            }
            Files.write(file, Wav.bytes(format, bits, channels, 16_000, interleaved));
            assertThat(decoder.decode(file)).isEqualTo(mean);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 11_025, 12_000, 22_050, 24_000, 32_000, 37_800, 44_100, 44_101, 48_000, 96_000, 192_000})
    void aToneKeepsItsPitchItsPhaseAndItsLength(int rate) throws IOException {
        int length = rate / 2 + 7;
        double[] tone = new double[length];
        for (int i = 0; i < length; i++) {
            tone[i] = 0.5 * Math.sin(2 * Math.PI * 1000 * i / rate);
        }
        Path file = temp.resolve(rate + ".wav");
        Files.write(file, Wav.bytes(3, 32, 1, rate, tone));
        float[] actual = decoder.decode(file);
        assertThat(actual).hasSize((int) ((length * 16_000L + rate - 1) / rate));
        // The ends ring, as the signal is zero beyond them.
        float[] inner = Arrays.copyOfRange(actual, 1000, actual.length - 1000);
        float[] ideal = new float[inner.length];
        for (int i = 0; i < ideal.length; i++) {
            ideal[i] = (float) (0.5 * Math.sin(2 * Math.PI * 1000 * (i + 1000) / 16_000));
        }
        assertThat(signalToNoise(inner, ideal)).isGreaterThan(110);
    }

    @Test
    void whatIsEmptyIsNamed() throws IOException {
        Path empty = Files.createFile(temp.resolve("empty.wav"));
        assertThatThrownBy(() -> decoder.decode(empty))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessage(empty + " is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "this is no audio, whatever its name says",
                "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nother.wav\n",
                "ffconcat version 1.0\nfile other.wav\n",
                "RIFF",
                "RIFF\0\0\0\0WAVEfmt ",
            })
    void whatIsNoAudioIsNamed(String content) throws IOException {
        Files.copy(golden("en_16k_pcm16.wav"), temp.resolve("other.wav"));
        Path file = temp.resolve("text.wav");
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> decoder.decode(file))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageStartingWith(file + " is no audio that can be decoded: ");
    }

    @Test
    void audioBeyondTheLimitIsRefused() throws IOException {
        Path file = temp.resolve("long.wav");
        Files.write(file, Wav.bytes(1, 8, 1, 8000, new double[8000 * 130]));
        assertThatThrownBy(() ->
                        given.decoder(new AudioDecoder(Duration.ofMinutes(2))).decode(file))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("longer than 2 minutes");
        assertThat(given.decoder(new AudioDecoder(Duration.ofMinutes(3))).decode(file))
                .hasSize(130 * 16_000);
    }

    @Test
    void aHeaderThatClaimsMoreThanThereIsGivesWhatThereIs() throws IOException {
        byte[] wav = Wav.bytes(1, 16, 1, 16_000, new double[16_000]);
        ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -1).putInt(40, -1);
        Path file = temp.resolve("claims.wav");
        Files.write(file, wav);
        assertThat(decoder.decode(file)).hasSize(16_000);
    }

    @Test
    void samplesThatLookLikeAnotherFormatAreSamples() throws IOException {
        ByteBuffer mp3 = ByteBuffer.wrap(Files.readAllBytes(golden("pt_44k1_stereo.mp3")))
                .order(ByteOrder.LITTLE_ENDIAN);
        double[] samples = new double[mp3.remaining() / 2];
        float[] expected = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = mp3.getShort() / 32_768.0;
            expected[i] = (float) samples[i];
        }
        Path file = temp.resolve("looks-like-mp3.wav");
        Files.write(file, Wav.bytes(1, 16, 1, 16_000, samples));
        assertThat(Arrays.equals(decoder.decode(file), expected)).isTrue();
    }

    @Test
    void aDamagedFileIsDecodedOrNamedAndNothingElseHappens() throws IOException {
        String[] names = {
            "en_16k_pcm16.wav", "it_24k.flac", "nl_48k.ogg", "pt_44k1_stereo.mp3", "es_8k_mulaw.wav", "sv_32k_pcm8.wav"
        };
        Random random = new Random(3 + given.ordinal());
        Path file = temp.resolve("damaged.wav");
        int decoded = 0;
        int refused = 0;
        for (int round = 0; round < 60; round++) {
            Files.write(file, damage(Files.readAllBytes(golden(names[round % names.length])), random));
            try {
                decoder.read(file);
                decoded++;
            } catch (InvalidAudioException e) {
                assertThat(e).hasMessageContaining(file.toString());
                refused++;
            }
        }
        assertThat(decoded).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void samplesWithoutAHeaderAreNoAudio() throws IOException {
        Random random = new Random(7 + given.ordinal());
        Path file = temp.resolve("headerless.wav");
        for (int round = 0; round < 20; round++) {
            ByteBuffer samples = ByteBuffer.allocate(20_000).order(ByteOrder.LITTLE_ENDIAN);
            double loudness = Math.pow(2, random.nextInt(15));
            double step = 0.02 + random.nextDouble();
            for (int i = 0; i < samples.capacity() / 2; i++) {
                samples.putShort((short) (loudness * Math.sin(i * step) + random.nextGaussian()));
            }
            Files.write(file, samples.array());
            assertThatThrownBy(() -> decoder.decode(file))
                    .isInstanceOf(InvalidAudioException.class)
                    .hasMessageContaining("its content is no audio format that is known");
        }
    }

    /** An ID3v2 tag with a picture that is no picture. */
    private static byte[] tag(int size) {
        byte[] tag = new byte[10 + size];
        ByteBuffer.wrap(tag).put(new byte[] {'I', 'D', '3', 4, 0, 0}).put(new byte[] {
            (byte) (size >> 21), (byte) (size >> 14 & 127), (byte) (size >> 7 & 127), (byte) (size & 127)
        });
        return tag;
    }

    @ParameterizedTest
    @ValueSource(strings = {"it_24k.flac", "pt_44k1_stereo.mp3", "en_16k_pcm16.wav", "en_16k_short.mp3"})
    void aLargeTagBeforeTheAudioIsSkipped(String name) throws IOException {
        byte[] audio = Files.readAllBytes(golden(name));
        byte[] tag = tag(1_100_000);
        byte[] tagged = Arrays.copyOf(tag, tag.length + audio.length);
        System.arraycopy(audio, 0, tagged, tag.length, audio.length);
        Path file = Files.write(temp.resolve("tagged.wav"), tagged);
        assertThat(decoder.decode(file)).isEqualTo(decoder.decode(golden(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pt_44k1_stereo.mp3", "en_16k_short.mp3"})
    void mp3BehindOtherBytesLosesItsDelayAsWithout(String name) throws IOException {
        byte[] audio = Files.readAllBytes(golden(name));
        byte[] behind = new byte[5000 + audio.length];
        new Random(1).nextBytes(behind);
        System.arraycopy(audio, 0, behind, 5000, audio.length);
        Path file = Files.write(temp.resolve("behind.wav"), behind);
        assertThat(decoder.decode(file)).isEqualTo(decoder.decode(golden(name)));
    }

    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> random.nextBytes(damaged);
            case 2 -> {
                for (int i = 0; i < 50; i++) {
                    damaged[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            default -> {
                for (int flips = 1 + random.nextInt(2000); flips > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return damaged;
    }
}
