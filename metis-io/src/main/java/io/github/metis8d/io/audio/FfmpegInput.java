package io.github.metis8d.io.audio;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FORCE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EINVAL;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * What FFmpeg reads by: its calls for bytes are answered from a {@link ByteSource}, from some place on, as if that were the
 * start of a file.
 *
 * <p>JavaCPP has room for ten callbacks of a kind in a process. So there is one of each, and FFmpeg hands it the number of
 * the input that it reads.
 */
final class FfmpegInput implements AutoCloseable {
    /** As much as FFmpeg reads of a file at once. */
    private static final int BUFFER_BYTES = 1 << 15;

    private static final Map<Long, FfmpegInput> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong COUNT = new AtomicLong();

    /** FFmpeg's wish for bytes. Nothing that is thrown may go through FFmpeg, which is C. */
    private static final class Read extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer input, BytePointer buffer, int size) {
            return (int) of(input).answer(AVERROR_EIO(), from -> {
                int count = from.source.read(buffer.capacity(size).asByteBuffer(), from.start + from.position);
                from.position += count;
                return count == 0 ? AVERROR_EOF : count;
            });
        }
    }

    /** FFmpeg's wish to read from another place, or to know how many bytes there are. */
    private static final class Seek extends Seek_Pointer_long_int {
        private static final int SEEK_SET = 0;
        /** No file is longer. Damaged headers send FFmpeg there, which takes a refusal better than an end of the file. */
        private static final long MAX_FILE_BYTES = 1L << 44;

        @Override
        public long call(Pointer input, long offset, int whence) {
            return of(input).answer(AVERROR_EIO(), from -> {
                switch (whence & ~AVSEEK_FORCE) {
                    case AVSEEK_SIZE:
                        return from.source.size() - from.start;
                    case SEEK_SET:
                        if (offset >= 0 && offset <= MAX_FILE_BYTES) {
                            from.position = offset;
                            return offset;
                        }
                        return AVERROR_EINVAL();
                    default:
                        return AVERROR_EINVAL();
                }
            });
        }
    }

    private static Read read;
    private static Seek seek;

    /** An address that is a number. */
    private static final class Number extends Pointer {
        Number(long number) {
            address = number;
        }
    }

    /** An answer to FFmpeg. */
    private interface Answer {
        long from(FfmpegInput input) throws IOException;
    }

    private final ByteSource source;
    private final long start;
    private final long number = COUNT.incrementAndGet();
    private final AVIOContext context;
    private long position;
    private Throwable failure;

    /** @param start where FFmpeg's first byte is */
    FfmpegInput(ByteSource source, long start) {
        this.source = source;
        this.start = start;
        BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES));
        context = avio_alloc_context(buffer, BUFFER_BYTES, 0, new Number(number), read, null, seek);
        OPEN.put(number, this);
    }

    /** Makes the callbacks. They live as long as this class does, whatever scope is open on the thread that comes first. */
    static void prepare() {
        read = new Read().retainReference();
        seek = new Seek().retainReference();
    }

    private static FfmpegInput of(Pointer number) {
        return OPEN.get(number.address());
    }

    /** Once the source has failed, it is not asked again. */
    private long answer(int error, Answer answer) {
        try {
            return failure == null ? answer.from(this) : error;
        } catch (Throwable e) {
            failure = e;
            return error;
        }
    }

    /** To be opened by FFmpeg, or looked into. */
    AVIOContext context() {
        return context;
    }

    /**
     * Tells of what FFmpeg met as it read, by which it may have taken the file for shorter.
     *
     * @throws IOException if the source failed
     */
    void check() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    /**
     * The same, and of an error that a call to FFmpeg gave.
     *
     * @throws UndecodableException if the result of a call is an error
     */
    void check(String what, int result) throws IOException {
        check();
        FfmpegErrors.check(what, result);
    }

    @Override
    public void close() {
        // FFmpeg may have put another in its place.
        av_free(context.buffer());
        avio_context_free(context);
        OPEN.remove(number);
    }
}
