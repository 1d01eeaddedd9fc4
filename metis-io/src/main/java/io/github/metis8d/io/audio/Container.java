package io.github.metis8d.io.audio;

import static io.github.metis8d.io.audio.FfmpegErrors.there;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_buffer2;

import java.io.IOException;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;

/**
 * What a file is, told by its content alone.
 *
 * @param name FFmpeg's for it
 * @param offset where it begins, behind tags and what else is before it
 * @param samples how many of each channel are in it by its encoder's word, or -1
 * @param cutOff whether its end is missing, as far as a look at it tells
 */
record Container(String name, long offset, long samples, boolean cutOff) {
    private static final String MPEG_AUDIO = "mp3";

    /** Audio that people have, in containers that begin with a name of theirs, by FFmpeg's names. */
    private static final Set<String> NAMED = Set.of(
            "aiff",
            "amr",
            "ape",
            "asf",
            "au",
            "avi",
            "avr",
            "caf",
            "dsf",
            "epaf",
            "flac",
            "flv",
            "iff",
            "ircam",
            "matroska,webm",
            "mov,mp4,m4a,3gp,3g2,mj2",
            "mpc",
            "mpc8",
            "nistsphere",
            "ogg",
            "pvf",
            "qcp",
            "rm",
            "sox",
            "tak",
            "tta",
            "voc",
            "w64",
            "wav",
            "wv");

    /** And such as are only a pattern of some bits, which other files have as well. */
    private static final Set<String> NAMELESS = Set.of("aac", "ac3", "dts", "eac3", "loas", "mpeg", "mpegts");

    /** Of 100, for a nameless one: several frames follow each other from the first byte on. */
    private static final int LEAST_SCORE = 50;

    /**
     * Looks into a file.
     *
     * @param start where it begins, behind tags
     * @throws UndecodableException if it is no audio, or none that people have
     */
    static Container of(ByteSource file, long start) throws IOException, UndecodableException {
        AVInputFormat format = new AVInputFormat(null);
        int score;
        try (FfmpegInput input = new FfmpegInput(file, start)) {
            score = av_probe_input_buffer2(input.context(), format, "", null, 0, 0);
            input.check();
        }
        String name = score >= 0 && there(format) ? format.name().getString() : "";
        if (NAMED.contains(name) || NAMELESS.contains(name) && score >= LEAST_SCORE) {
            return new Container(name, start, -1, name.equals("ogg") && !OggPage.endIsMarked(file));
        }
        MpegAudio mpeg = MpegAudio.find(file, start);
        if (mpeg != null) {
            return new Container(MPEG_AUDIO, mpeg.offset(), mpeg.samples(), false);
        }
        String nearest = name.isEmpty() ? "" : "; FFmpeg takes it for " + name + ", which is not decoded here";
        throw new UndecodableException("its content is no audio format that is known" + nearest);
    }
}
