package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.InvalidAudioException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chunks of wave files may say, and what they say that is not so. */
@ParameterizedClass
@EnumSource
class WaveFilesTest {
    private static final int RATE = 16_000;
    private static final int LENGTH = 3000;

    private final Given.Decoder decoder;

    @TempDir
    Path temp;

    WaveFilesTest(Given given) {
        decoder = given.decoder(new AudioDecoder());
    }

    private DecodedAudio read(byte[] wave) throws IOException {
        return decoder.read(Files.write(temp.resolve("file.wav"), wave));
    }

    private static int[] samples(int bits) {
        int[] samples = new int[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            samples[i] = (int) Math.round(Math.sin(i * 0.05) * 0.7 * (1 << (bits - 1)));
        }
        return samples;
    }

    private static float[] scaled(int[] samples, int bits) {
        float[] scaled = new float[samples.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = samples[i] / (float) (1L << (bits - 1));
        }
        return scaled;
    }

    @ParameterizedTest
    @CsvSource({"24, 4", "20, 4", "16, 4", "20, 3", "12, 2"})
    void theBlockSaysHowManyBytesASampleHasAndNotItsValidBits(int bits, int bytes) throws IOException {
        int[] samples = samples(bits);
        for (String magic : new String[] {"RIFF", "RIFX"}) {
            Chunks plain = new Chunks(magic).format(1, 1, RATE, bytes, bits);
            plain.data(plain.integers(samples, bits, bytes));
            assertThat(read(plain.toByteArray()).samples()).isEqualTo(scaled(samples, bits));
            Chunks extensible = new Chunks(magic).extensible(1, 1, RATE, 8 * bytes, bits);
            extensible.data(extensible.integers(samples, bits, bytes));
            assertThat(read(extensible.toByteArray()).samples()).isEqualTo(scaled(samples, bits));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void rifxIsBigEndian(int bits) throws IOException {
        int[] samples = samples(bits == 32 ? 31 : bits);
        Chunks rifx = new Chunks("RIFX").format(1, 1, RATE, bits / 8, bits);
        rifx.data(rifx.integers(samples, bits, bits / 8));
        assertThat(read(rifx.toByteArray()).samples()).isEqualTo(scaled(samples, bits));
        float[] floats = scaled(samples, bits);
        Chunks floating = new Chunks("RIFX").format(3, 1, RATE, 4, 32);
        floating.data(floating.floats(floats));
        assertThat(read(floating.toByteArray()).samples()).isEqualTo(floats);
    }

    @Test
    void rifxOfOtherCodingsIsNamed() {
        byte[] adpcm = new Chunks("RIFX")
                .format(2, 1, RATE, 256, 4)
                .data(new byte[2560])
                .toByteArray();
        assertThatThrownBy(() -> read(adpcm))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("its samples are Microsoft ADPCM of 4 bits (format 0x0002), big-endian");
    }

    @Test
    void integersOf24BitsIn32ThatAreFloatingPointAreTakenForIt() throws IOException {
        float[] coolEdit = {0, 8_000_000.5f, -123_456.75f, 77.125f};
        Chunks wave = new Chunks("RIFF").format(1, 1, RATE, 4, 24);
        float[] samples = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            samples[i] = coolEdit[i % 4];
        }
        float[] decoded = read(wave.data(wave.floats(samples)).toByteArray()).samples();
        assertThat(decoded[1]).isEqualTo(8_000_000.5f / (1 << 23));
        assertThat(decoded[2]).isEqualTo(-123_456.75f / (1 << 23));
    }

    @Test
    void aCodingThatFfmpegTakesForAnotherIsNamed() {
        byte[] nms = new Chunks("RIFF")
                .format(0x38, 1, 8000, 82, 4)
                .data(new byte[1640])
                .toByteArray();
        assertThatThrownBy(() -> read(nms))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("its samples are NMS ADPCM of 4 bits (format 0x0038), for which FFmpeg has no");
    }

    @Test
    void allDataChunksAreRead() throws IOException {
        int[] samples = samples(16);
        Chunks wave = new Chunks("RIFF").format(1, 1, RATE, 2, 16);
        byte[] data = wave.integers(samples, 16, 2);
        wave.chunk("LIST", 4, "INFO".getBytes(StandardCharsets.US_ASCII));
        wave.data(Arrays.copyOf(data, 2000)).chunk("junk", 3, new byte[4]);
        wave.data(Arrays.copyOfRange(data, 2000, data.length));
        DecodedAudio audio = read(wave.toByteArray());
        assertThat(audio.samples()).isEqualTo(scaled(samples, 16));
        assertThat(audio.damaged()).isFalse();
    }

    @Test
    void twoDataChunksOfACodingAreNamed() {
        byte[] wave = new Chunks("RIFF")
                .format(2, 1, RATE, 256, 4)
                .data(new byte[256])
                .data(new byte[256])
                .toByteArray();
        assertThatThrownBy(() -> read(wave))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("Microsoft ADPCM of 4 bits (format 0x0002) in 2 data chunks");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xffffffffL, 0x7fffffffL, 0x80000000L, 0x7ffff000L})
    void sizesOfWritersThatDoNotKnowThemAreNoDamage(long size) throws IOException {
        int[] samples = samples(16);
        Chunks wave = new Chunks("RIFF").format(1, 1, RATE, 2, 16);
        DecodedAudio audio =
                read(wave.chunk("data", size, wave.integers(samples, 16, 2)).toByteArray());
        assertThat(audio.samples()).isEqualTo(scaled(samples, 16));
        assertThat(audio.damaged()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 2 * LENGTH})
    void sizesOf64BitsAreRead(long size) throws IOException {
        int[] samples = samples(16);
        for (String magic : new String[] {"RF64", "BW64"}) {
            ByteBuffer sizes = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
            sizes.putLong(8, size);
            Chunks wave = new Chunks(magic).chunk("ds64", 28, sizes.array()).format(1, 1, RATE, 2, 16);
            DecodedAudio audio = read(wave.chunk("data", 0xffffffffL, wave.integers(samples, 16, 2))
                    .toByteArray());
            assertThat(audio.samples()).isEqualTo(scaled(samples, 16));
            assertThat(audio.damaged()).isFalse();
        }
    }

    @Test
    void anEmptyDataChunkBeforeOthersIsEmpty() {
        byte[] wave = new Chunks("RIFF")
                .format(1, 1, RATE, 2, 16)
                .data(new byte[0])
                .chunk("LIST", 4000, new byte[4000])
                .toByteArray();
        assertThatThrownBy(() -> read(wave))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("it holds no sample");
    }

    @Test
    void whatIsCutOffIsToldOf() throws IOException {
        int[] samples = samples(16);
        Chunks wave = new Chunks("RIFF").format(1, 1, RATE, 2, 16);
        byte[] whole = wave.data(wave.integers(samples, 16, 2)).toByteArray();
        DecodedAudio audio = read(Arrays.copyOf(whole, whole.length - 1600));
        assertThat(audio.samples()).isEqualTo(Arrays.copyOf(scaled(samples, 16), LENGTH - 800));
        assertThat(audio.damage()).isEqualTo("0.0500 s that its header tells of are missing");
        assertThat(audio.lostSeconds()).isEqualTo(0.05);
    }

    @Test
    void aSecondFileBehindTheFirstIsToldOf() throws IOException {
        Chunks wave = new Chunks("RIFF").format(1, 1, RATE, 2, 16);
        byte[] one = wave.data(wave.integers(samples(16), 16, 2)).toByteArray();
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        DecodedAudio audio = read(two);
        assertThat(audio.samples()).hasSize(LENGTH);
        assertThat(audio.damage()).contains("a second wave file lies behind its end");
    }

    @Test
    void twoFormatsInOneFileAreRefused() {
        byte[] wave = new Chunks("RIFF")
                .format(1, 1, RATE, 2, 16)
                .format(1, 2, RATE, 4, 16)
                .data(new byte[4000])
                .toByteArray();
        assertThatThrownBy(() -> read(wave))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("two formats of samples");
    }

    @Test
    void wave64IsRead() throws IOException {
        int[] samples = samples(24);
        byte[] data = new Chunks("RIFF").integers(samples, 24, 4);
        ByteBuffer wave = ByteBuffer.allocate(40 + 40 + 24 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        guid(wave, "riff", "2E91CF11A5D628DB04C10000").putLong(wave.capacity());
        guid(wave, "wave", "F3ACD3118CD100C04F8EDB8A");
        guid(wave, "fmt ", "F3ACD3118CD100C04F8EDB8A").putLong(40);
        wave.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * 4);
        wave.putShort((short) 4).putShort((short) 24);
        guid(wave, "data", "F3ACD3118CD100C04F8EDB8A").putLong(24 + data.length).put(data);
        assertThat(read(wave.array()).samples()).isEqualTo(scaled(samples, 24));
    }

    private static ByteBuffer guid(ByteBuffer wave, String id, String rest) {
        wave.put(id.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < rest.length(); i += 2) {
            wave.put((byte) Integer.parseInt(rest.substring(i, i + 2), 16));
        }
        return wave;
    }
}
