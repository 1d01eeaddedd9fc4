package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a file cannot be decoded is never lost without a word, and what can be stays in its place. */
@ParameterizedClass
@EnumSource
class LostAudioTest {
    private final Given given;
    private final Given.Decoder decoder;

    @TempDir
    Path temp;

    LostAudioTest(Given given) {
        this.given = given;
        decoder = given.decoder(new AudioDecoder());
    }

    private DecodedAudio read(byte[] bytes) throws IOException {
        return decoder.read(Files.write(temp.resolve("file.wav"), bytes));
    }

    private static byte[] golden(String name) throws IOException {
        return Files.readAllBytes(AudioDecoderTest.golden(name));
    }

    private static byte[] overwritten(byte[] bytes, int from, int length) {
        byte[] noise = new byte[length];
        new Random(5).nextBytes(noise);
        System.arraycopy(noise, 0, bytes, from, length);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "en_16k_pcm16.wav",
                "it_24k.flac",
                "en_48k_stereo_pcm24.wav",
                "nl_48k.ogg",
                "sv_32k_pcm8.wav",
                "es_8k_mulaw.wav",
                "pt_44k1_stereo.mp3",
                "en_8k.opus",
                "en_24k.opus",
                "en_16k_short.mp3"
            })
    void aWholeFileHasLostNothing(String name) throws IOException {
        DecodedAudio audio = read(golden(name));
        assertThat(audio.damage()).isEmpty();
        assertThat(audio.damaged()).isFalse();
        assertThat(audio.lostSeconds()).isZero();
    }

    @Test
    void aDamagedBlockOfFlacIsSilenceAndTheRestStaysInItsPlace() throws IOException {
        byte[] flac = golden("it_24k.flac");
        float[] whole = read(flac).samples();
        DecodedAudio audio = read(overwritten(flac, flac.length / 2, 200));
        assertThat(audio.samples()).hasSameSizeAs(whole);
        assertThat(audio.damage()).contains("cannot be decoded").contains("are lost, and are silence instead");
        assertThat(audio.lostSeconds()).isBetween(0.05, 0.8);
        int third = whole.length / 8;
        assertThat(Arrays.copyOf(audio.samples(), third)).isEqualTo(Arrays.copyOf(whole, third));
        int last = whole.length - third / 4;
        assertThat(Arrays.copyOfRange(audio.samples(), last, whole.length))
                .isEqualTo(Arrays.copyOfRange(whole, last, whole.length));
    }

    @Test
    void aDecoderThatRefusesDamageSaysWhatIsLost() throws IOException {
        byte[] flac = golden("it_24k.flac");
        Given.Decoder strict = given.decoder(new AudioDecoder(AudioDecoder.DEFAULT_MAX_DURATION, true));
        Path file = Files.write(temp.resolve("cut.flac"), Arrays.copyOf(flac, flac.length / 2));
        assertThatThrownBy(() -> strict.read(file))
                .isInstanceOfSatisfying(
                        InvalidAudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                .hasMessageContaining(file + " is no audio that can be decoded: it is damaged, and such are refused:");
        assertThat(strict.read(Files.write(file, flac)).damaged()).isFalse();
    }

    @Test
    void flacThatEndsTooEarlyIsToldOf() throws IOException {
        byte[] flac = golden("it_24k.flac");
        float[] whole = read(flac).samples();
        DecodedAudio audio = read(Arrays.copyOf(flac, flac.length * 2 / 3));
        double lost = (whole.length - audio.samples().length) / 16_000.0;
        assertThat(audio.lostSeconds()).isEqualTo(lost, offset(0.001));
        assertThat(audio.damage()).contains("that its header tells of are missing");
    }

    @Test
    void aPageOfOggThatIsLostIsSilenceAndTheRestStaysInItsPlace() throws IOException {
        byte[] ogg = golden("en_16k_pages.opus");
        float[] whole = read(ogg).samples();
        DecodedAudio audio = read(overwritten(ogg, ogg.length / 2 + 100, 50));
        assertThat(audio.lostSeconds()).isGreaterThan(0.1);
        assertThat(audio.damage()).contains("are lost, and are silence instead");
        assertThat(audio.samples()).hasSameSizeAs(whole);
        int quarter = whole.length / 4;
        assertThat(Arrays.copyOf(audio.samples(), quarter)).isEqualTo(Arrays.copyOf(whole, quarter));
    }

    @Test
    void oggThatIsCutOffIsToldOf() throws IOException {
        byte[] ogg = golden("en_16k_pages.opus");
        for (int left : new int[] {ogg.length - 100, ogg.length / 2}) {
            assertThat(read(Arrays.copyOf(ogg, left)).damage())
                    .contains("it is cut off: its end is not marked as such");
        }
    }

    @Test
    void anMp3ThatIsCutOffIsToldOf() throws IOException {
        byte[] mp3 = golden("pt_44k1_stereo.mp3");
        float[] whole = read(mp3).samples();
        DecodedAudio audio = read(Arrays.copyOf(mp3, mp3.length / 2));
        double lost = (whole.length - audio.samples().length) / 16_000.0;
        assertThat(audio.lostSeconds()).isEqualTo(lost, offset(0.03));
    }

    @Test
    void framesOfMp3ThatCannotBeDecodedAreToldOf() throws IOException {
        byte[] mp3 = golden("pt_44k1_stereo.mp3");
        DecodedAudio audio = read(overwritten(mp3, mp3.length / 2, 1500));
        assertThat(audio.damaged()).isTrue();
        assertThat(audio.lostSeconds()).isGreaterThan(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"it_24k.flac", "pt_44k1_stereo.mp3", "nl_48k.ogg", "en_16k.opus", "en_16k_short.mp3"})
    void whatFollowsTheAudioIsNoAudio(String name) throws IOException {
        byte[] bytes = golden(name);
        float[] whole = read(bytes).samples();
        byte[] id3v1 = Arrays.copyOf(bytes, bytes.length + 128);
        System.arraycopy(new byte[] {'T', 'A', 'G'}, 0, id3v1, bytes.length, 3);
        byte[] noise = overwritten(Arrays.copyOf(bytes, bytes.length + 5000), bytes.length, 5000);
        for (byte[] more : new byte[][] {id3v1, Arrays.copyOf(bytes, bytes.length + 5000), noise}) {
            DecodedAudio audio = read(more);
            assertThat(audio.samples()).isEqualTo(whole);
            assertThat(audio.damage()).isEmpty();
        }
    }

    @Test
    void audioThatFollowsAudioIsNotDropped() throws IOException {
        byte[] mp3 = golden("pt_44k1_stereo.mp3");
        byte[] twice = Arrays.copyOf(mp3, 2 * mp3.length);
        System.arraycopy(mp3, 0, twice, mp3.length, mp3.length);
        assertThat(read(twice).samples().length).isGreaterThan(2 * read(mp3).samples().length);
    }
}
