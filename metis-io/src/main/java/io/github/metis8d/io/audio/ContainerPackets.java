package io.github.metis8d.io.audio;

import static io.github.metis8d.io.audio.FfmpegErrors.there;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_CUSTOM_IO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.av_get_bits_per_sample;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The packets of the best audio stream of a file, read by FFmpeg. */
final class ContainerPackets implements PacketSource {
    /** Containers that have no gaps but of what is lost; their packets have their times from what is written in them. */
    private static final Set<String> TIMED = Set.of("flac", "ogg");

    /** Of codecs whose packets last as long as they say, and of others, in seconds. */
    private static final double EXACT_GAP = 0.002;

    private static final double ROUNDED_GAP = 0.1;

    /** Containers of audio alone, whose headers say how much it is. */
    private static final Set<String> PROMISING = Set.of("ape", "flac", "mpc", "mpc8", "tak", "tta", "wv");

    /** And those that are right about it where a sample is so many bytes. */
    private static final Set<String> PROMISING_PCM = Set.of("aiff", "au", "caf", "dsf", "voc");

    /**
     * Formats whose header says what the samples are. FFmpeg would still look for another codec in them, and could find
     * one.
     */
    private static final Set<String> PLAIN = Set.of("wav", "w64");

    private final Container container;
    private final WaveHeader wave;
    private FfmpegInput input;
    private AVFormatContext format;
    private AVStream stream;
    /** For a plain FLAC file, whose unit of time is a sample. */
    private FlacBlocks flac;

    private String endedEarly = "";

    /**
     * @param file is not closed
     * @param wave what its chunks say, or null if it is no wave file
     * @throws UndecodableException if FFmpeg finds no audio in the file that it knows
     * @throws IOException if it cannot be read
     */
    ContainerPackets(ByteSource file, Container container, WaveHeader wave) throws IOException {
        this.container = container;
        this.wave = wave;
        try {
            open(file);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void open(ByteSource file) throws IOException {
        String name = container.name();
        input = new FfmpegInput(file, container.offset());
        AVInputFormat known = av_find_input_format(name.split(",")[0]);
        format = avformat_alloc_context();
        format.pb(input.context());
        format.flags(format.flags() | AVFMT_FLAG_CUSTOM_IO);
        if (PLAIN.contains(name)) {
            format.max_probe_packets(0);
        }
        input.check("its header is damaged, or of a kind that FFmpeg does not know (" + name + ")", openOnly(known));
        if (PLAIN.contains(name) && format.nb_streams() == 1) {
            format.audio_codec_id(format.streams(0).codecpar().codec_id());
        }
        input.check("no stream in it can be read", avformat_find_stream_info(format, (AVDictionary) null));
        int best = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
        if (best < 0) {
            throw new UndecodableException("it has no audio stream (" + name + ")");
        }
        stream = format.streams(best);
        checkCodec(stream.codecpar());
        if (name.equals("flac")) {
            flac = FlacBlocks.of(stream.codecpar());
        }
    }

    /** Opens nothing but what is read by the input: some formats name other files and addresses. */
    private int openOnly(AVInputFormat known) {
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", "none", 0);
            return avformat_open_input(format, "", known, options);
        } finally {
            // What the call did not understand is still in it.
            av_dict_free(options);
        }
    }

    private void checkCodec(AVCodecParameters audio) throws UndecodableException {
        if (audio.codec_id() == AV_CODEC_ID_NONE) {
            String what = wave == null
                    ? "of an unknown coding in " + container.name()
                    : wave.format().toString();
            throw new UndecodableException("its samples are " + what + ", for which FFmpeg has no decoder");
        }
        int bits = av_get_bits_per_sample(audio.codec_id());
        int channels = Math.max(1, audio.ch_layout().nb_channels());
        int block = audio.block_align() * 8 / channels;
        if (isPcm() && bits > 0 && block > 0 && block <= 64 && block != bits) {
            throw new UndecodableException("its samples of " + bits + " bits take up " + block + " (" + container.name()
                    + "), which is not decoded; convert it to WAV or FLAC");
        }
    }

    private boolean isPcm() {
        return avcodec_get_name(stream.codecpar().codec_id()).getString().startsWith("pcm_");
    }

    @Override
    public PacketDecoder decoder() throws UndecodableException {
        AVCodecParameters audio = stream.codecpar();
        boolean opus = container.name().equals("ogg") && audio.codec_id() == AV_CODEC_ID_OPUS;
        PacketDecoder atItsRate = opus ? OpusDecoder.of(audio) : null;
        return atItsRate == null ? new CodecDecoder(audio, stream.time_base()) : atItsRate;
    }

    @Override
    public AVRational timeBase() {
        return stream.time_base();
    }

    @Override
    public boolean read(AVPacket packet) throws IOException {
        while (true) {
            int read = av_read_frame(format, packet);
            if (read < 0) {
                input.check();
                endedEarly = read == AVERROR_EOF ? "" : FfmpegErrors.error(read);
                return false;
            }
            if (packet.stream_index() == stream.index()) {
                return true;
            }
            av_packet_unref(packet);
        }
    }

    @Override
    public long time(AVPacket packet) {
        if (!decodedLengthsAreExact()) {
            return packet.pts();
        }
        long sample = flac.firstSample(packet.data().capacity(packet.size()).asByteBuffer());
        return sample < 0 ? AV_NOPTS_VALUE : sample;
    }

    @Override
    public boolean decodedLengthsAreExact() {
        return flac != null;
    }

    @Override
    public double longestGap() {
        int codec = stream.codecpar().codec_id();
        boolean exact = codec == AV_CODEC_ID_FLAC || codec == AV_CODEC_ID_OPUS;
        return !TIMED.contains(container.name()) ? Double.MAX_VALUE : exact ? EXACT_GAP : ROUNDED_GAP;
    }

    @Override
    public long promisedSamples() {
        if (container.samples() >= 0) {
            return container.samples();
        }
        boolean exact = PROMISING.contains(container.name()) || PROMISING_PCM.contains(container.name()) && isPcm();
        return exact ? samplesByTime() : -1;
    }

    @Override
    public long expectedSamples() {
        return promisedSamples();
    }

    @Override
    public double leastSeconds() {
        double samples = container.name().equals("ogg") ? samplesByTime() : promisedSamples();
        double slack = container.name().equals("ogg") ? ROUNDED_GAP : 0;
        return Math.max(0, samples / Math.max(1, stream.codecpar().sample_rate()) - slack);
    }

    /** What the header or the last page says, or -1. */
    private long samplesByTime() {
        if (stream.duration() == AV_NOPTS_VALUE || format.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE) {
            return -1;
        }
        AVRational sample =
                new AVRational().num(1).den(Math.max(1, stream.codecpar().sample_rate()));
        return av_rescale_q(stream.duration(), stream.time_base(), sample);
    }

    @Override
    public void report(Damage damage) {
        if (container.cutOff()) {
            damage.note("it is cut off: its end is not marked as such");
        }
        if (!endedEarly.isEmpty()) {
            damage.note("it cannot be read to its end: " + endedEarly);
        }
        if (wave != null) {
            wave.report(damage);
        }
    }

    @Override
    public void close() {
        if (there(format)) {
            avformat_close_input(format);
        }
        if (input != null) {
            input.close();
        }
    }
}
