package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import io.github.metis8d.io.files.FileNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** How FFmpeg opens files and says what is wrong with them. */
final class FfmpegFile {
    private FfmpegFile() {}

    /**
     * Opens a file from some place on, as if it began there.
     *
     * @return to be closed by {@code avio_closep}
     */
    static AVIOContext open(Path file, long offset) throws UndecodableException {
        String from = offset == 0 ? "file:" : "subfile,,start," + offset + ",end,0,,:file:";
        AVIOContext io = new AVIOContext(null);
        try (BytePointer url = url(from, file)) {
            check(
                    "it cannot be opened",
                    localFilesOnly(options -> avio_open2(io, url, AVIO_FLAG_READ, new AVIOInterruptCB(null), options)));
        }
        return io;
    }

    /** As bytes: JavaCPP would write the text in the locale's charset. */
    private static BytePointer url(String from, Path file) {
        byte[] start = from.getBytes(StandardCharsets.US_ASCII);
        byte[] path = FileNames.bytes(file);
        byte[] url = Arrays.copyOf(start, start.length + path.length + 1);
        System.arraycopy(path, 0, url, start.length, path.length);
        return new BytePointer(url);
    }

    /** Makes a call with options that keep FFmpeg from opening anything but local files. */
    static int localFilesOnly(ToIntFunction<AVDictionary> call) {
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", "file,subfile", 0);
            return call.applyAsInt(options);
        } finally {
            // What the call did not understand is still in it.
            av_dict_free(options);
        }
    }

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
