package io.github.metis8d.io.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.InvalidAudioException;
import io.github.metis8d.InvalidAudioException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and channels that fail, never end, or give nothing. */
class SourceFailuresTest {
    private final AudioDecoder decoder = new AudioDecoder();

    private static byte[] golden(String name) throws IOException {
        return Files.readAllBytes(AudioDecoderTest.golden(name));
    }

    /** A stream that gives some bytes, and then fails. */
    private static InputStream failing(byte[] bytes, int length, Throwable failure) {
        return new SequenceInputStream(new ByteArrayInputStream(bytes, 0, length), new InputStream() {
            @Override
            public int read() throws IOException {
                if (failure instanceof IOException e) {
                    throw e;
                } else if (failure instanceof RuntimeException e) {
                    throw e;
                }
                throw (Error) failure;
            }

            @Override
            public int read(byte[] to, int from, int count) throws IOException {
                return read();
            }
        });
    }

    @Test
    void whatAStreamThrowsIsTheCause() throws IOException {
        for (String name : AudioBytesTest.FORMATS) {
            byte[] bytes = golden(name);
            for (int length : new int[] {0, 10, bytes.length / 2, bytes.length - 1, bytes.length}) {
                for (Exception failure : List.of(new IOException("reset"), new IllegalArgumentException("reset"))) {
                    assertThatThrownBy(() -> decoder.read(AudioBytes.of("call 7", failing(bytes, length, failure))))
                            .as(name + ", " + length)
                            .isInstanceOfSatisfying(InvalidAudioException.class, e -> assertThat(e.reason())
                                    .isEqualTo(Reason.UNREADABLE))
                            .hasMessage("call 7 cannot be read: " + failure)
                            .hasCause(failure);
                }
            }
        }
    }

    @Test
    void anErrorOfTheJvmStaysWhatItIs() throws IOException {
        Error error = new StackOverflowError("in the stream");
        for (String name : AudioBytesTest.FORMATS) {
            byte[] bytes = golden(name);
            assertThatThrownBy(() -> decoder.read(AudioBytes.of("a", failing(bytes, bytes.length / 2, error))))
                    .isSameAs(error);
        }
    }

    @Test
    void aChannelThatWasClosedIsTheCause() throws IOException {
        FileChannel channel = FileChannel.open(AudioDecoderTest.golden("it_24k.flac"));
        channel.close();
        assertThatThrownBy(() -> decoder.read(AudioBytes.of("call 7", channel)))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessage("call 7 cannot be read: " + ClosedChannelException.class.getName())
                .hasCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aStreamWithoutAnEndIsGivenUp() throws IOException {
        InputStream noise = new InputStream() {
            private final Random random = new Random(1);

            @Override
            public int read() {
                return random.nextInt(256);
            }
        };
        assertThatThrownBy(() -> decoder.read(AudioBytes.of("call 7", noise)))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("its content is no audio format that is known");
        InputStream endless = new SequenceInputStream(new ByteArrayInputStream(golden("en_16k_pcm16.wav")), noise);
        assertThatThrownBy(() -> decoder.read(AudioBytes.of("call 7", endless, 1 << 20)))
                .isInstanceOfSatisfying(
                        InvalidAudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG))
                .hasMessage("call 7 is no audio that can be decoded: it has more than 1048576 bytes, the most that is "
                        + "held of a stream; put it into a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en_16k_pcm16.wav", "nl_48k.ogg", "en_16k.m4a"})
    void aStreamMayBeAsLongAsTheLimit(String name) throws IOException {
        byte[] bytes = golden(name);
        AudioBytes within = AudioBytes.of(name, new ByteArrayInputStream(bytes), bytes.length);
        assertThatCode(() -> decoder.decode(within)).doesNotThrowAnyException();
        AudioBytes beyond = AudioBytes.of(name, new ByteArrayInputStream(bytes), bytes.length - 1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> decoder.decode(beyond)).hasMessageContaining("the most that is held of a stream");
        }
        assertThatThrownBy(() -> AudioBytes.of(name, new ByteArrayInputStream(bytes), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChannelThatNeverGivesAnythingIsGivenUp() throws IOException {
        Given.HesitantChannel stuck = new Given.HesitantChannel(golden("it_24k.flac"), 0) {
            @Override
            public int read(ByteBuffer to) {
                return 0;
            }
        };
        assertThatThrownBy(() -> decoder.decode(AudioBytes.of("call 7", stuck)))
                .isInstanceOf(InvalidAudioException.class)
                .hasMessageContaining("call 7 cannot be read: ")
                .hasMessageContaining("the channel gave no byte");
    }
}
