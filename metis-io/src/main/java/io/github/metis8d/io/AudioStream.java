package io.github.metis8d.io;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_CUSTOM_IO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_READ;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_buffer2;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** The best audio stream of a file, decoded frame by frame by FFmpeg. The container is told by its content alone. */
final class AudioStream implements AutoCloseable {
    /** Formats that are lists of other files; a file that is handed in must not open others. */
    private static final Set<String> PLAYLISTS = Set.of("hls", "dash", "concat", "concatf", "imf", "sdp", "rtsp");

    /**
     * Formats whose header says what the samples are. FFmpeg would still look for another codec in the first half
     * megabyte of 16-bit samples, which takes longer than all the decoding, and could find one.
     */
    private static final Set<String> PLAIN = Set.of("wav", "w64");

    /** Packets in a row that may fail to decode before the rest of the file is given up. */
    private static final int MAX_BAD_PACKETS = 1000;

    static {
        // FFmpeg writes to standard error by itself, which belongs to the application.
        av_log_set_level(AV_LOG_QUIET);
    }

    private AVIOContext io;
    private AVFormatContext format;
    private AVCodecContext codec;
    private AVPacket packet;
    private AVFrame frame;
    private int stream;
    private boolean drained;
    private int badPackets;

    /**
     * @throws UndecodableException if the file is not audio that FFmpeg knows
     */
    AudioStream(Path file) throws UndecodableException {
        try {
            open(file);
        } catch (UndecodableException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void open(Path file) throws UndecodableException {
        io = new AVIOContext(null);
        check("it cannot be opened", open(url(file)));
        AVInputFormat container = new AVInputFormat(null);
        int score = av_probe_input_buffer2(io, container, "", null, 0, 0);
        if (score < 0 || container.isNull()) {
            throw new UndecodableException("its content is no audio format that FFmpeg knows");
        }
        String name = container.name().getString();
        if (PLAYLISTS.contains(name)) {
            throw new UndecodableException("it is a list of other files (" + name + "), not audio");
        }
        format = avformat_alloc_context();
        format.pb(io);
        format.flags(format.flags() | AVFMT_FLAG_CUSTOM_IO);
        if (PLAIN.contains(name)) {
            format.max_probe_packets(0);
        }
        check(
                "its header is damaged (" + name + ")",
                localFilesOnly(options -> avformat_open_input(format, "", container, options)));
        if (PLAIN.contains(name) && format.nb_streams() == 1) {
            format.audio_codec_id(format.streams(0).codecpar().codec_id());
        }
        check("no stream in it can be read", avformat_find_stream_info(format, (AVDictionary) null));
        stream = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
        if (stream < 0) {
            throw new UndecodableException("it has no audio stream (" + name + ")");
        }
        openDecoder(format.streams(stream));
        packet = av_packet_alloc();
        frame = av_frame_alloc();
    }

    /** As bytes: JavaCPP would write the text in the locale's charset. */
    private static BytePointer url(Path file) {
        byte[] start = "file:".getBytes(StandardCharsets.US_ASCII);
        byte[] path = FileNames.bytes(file);
        byte[] url = Arrays.copyOf(start, start.length + path.length + 1);
        System.arraycopy(path, 0, url, start.length, path.length);
        return new BytePointer(url);
    }

    private int open(BytePointer url) {
        return localFilesOnly(options -> avio_open2(io, url, AVIO_FLAG_READ, new AVIOInterruptCB(null), options));
    }

    private void openDecoder(AVStream audio) throws UndecodableException {
        AVCodec decoder = decoder(audio.codecpar().codec_id());
        if (!there(decoder)) {
            throw new UndecodableException("FFmpeg has no decoder for its audio");
        }
        codec = avcodec_alloc_context3(decoder);
        check("its audio parameters are damaged", avcodec_parameters_to_context(codec, audio.codecpar()));
        // By this the decoder knows which samples at both ends are the encoder's padding.
        codec.pkt_timebase(audio.time_base());
        // Files are decoded side by side; each needs no threads of its own.
        codec.thread_count(1);
        check("its audio cannot be decoded", avcodec_open2(codec, decoder, (AVDictionary) null));
    }

    private static AVCodec decoder(int id) {
        // FFmpeg's own Opus decoder is some samples late in speech; the reference library is not.
        AVCodec opus = id == AV_CODEC_ID_OPUS ? avcodec_find_decoder_by_name("libopus") : null;
        return there(opus) ? opus : avcodec_find_decoder(id);
    }

    /** Makes a call with options that keep FFmpeg from opening anything but local files. */
    private static int localFilesOnly(ToIntFunction<AVDictionary> call) {
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", "file", 0);
            return call.applyAsInt(options);
        } finally {
            // What the call did not understand is still in it.
            av_dict_free(options);
        }
    }

    /**
     * Decodes on. Damaged packets are skipped, as a player does.
     *
     * @return the next frame, valid until the next call, or null at the end
     */
    AVFrame next() {
        while (true) {
            int received = avcodec_receive_frame(codec, frame);
            if (received >= 0) {
                badPackets = 0;
                return frame;
            }
            if (received == AVERROR_EOF || drained && received < 0) {
                return null;
            }
            feed();
        }
    }

    private void feed() {
        while (true) {
            if (badPackets > MAX_BAD_PACKETS || av_read_frame(format, packet) < 0) {
                avcodec_send_packet(codec, (AVPacket) null);
                drained = true;
                return;
            }
            boolean ours = packet.stream_index() == stream;
            int sent = ours ? avcodec_send_packet(codec, packet) : 0;
            av_packet_unref(packet);
            if (ours && sent >= 0) {
                return;
            }
            badPackets += ours ? 1 : 0;
        }
    }

    private static void check(String what, int result) throws UndecodableException {
        if (result < 0) {
            byte[] text = new byte[256];
            av_strerror(result, text, text.length);
            int length = 0;
            while (length < text.length && text[length] != 0) {
                length++;
            }
            throw new UndecodableException(what + ": " + new String(text, 0, length, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        if (packet != null) {
            av_packet_free(packet);
        }
        if (frame != null) {
            av_frame_free(frame);
        }
        if (there(codec)) {
            avcodec_free_context(codec);
        }
        if (there(format)) {
            avformat_close_input(format);
        }
        if (there(io)) {
            avio_closep(io);
        }
    }

    private static boolean there(Pointer pointer) {
        return pointer != null && !pointer.isNull();
    }
}
