package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.Pointer;

/** How FFmpeg says what is wrong. */
final class FfmpegErrors {
    private FfmpegErrors() {}

    /** @throws UndecodableException if the result of a call is an error */
    static void check(String what, int result) throws UndecodableException {
        if (result < 0) {
            throw new UndecodableException(what + ": " + error(result));
        }
    }

    /** What an error is, in words. */
    static String error(int result) {
        byte[] text = new byte[256];
        av_strerror(result, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    static boolean there(Pointer pointer) {
        return pointer != null && !pointer.isNull();
    }
}
