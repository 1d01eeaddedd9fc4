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

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * What FFmpeg reads by: its calls for bytes are answered from a {@link ByteSource}, from some place on, as if that were the
 * start of a file.
 *
 * <p>JavaCPP has room for ten callbacks of a kind. So there is one of each, and FFmpeg hands it the number of the input that
 * it reads.
 */
final class FfmpegInput implements AutoCloseable {
    /** As much as FFmpeg reads of a file at once. */
    private static final int BUFFER_BYTES = 1 << 15;

    private static final int SEEK_SET = 0;
    /** No file is longer. Damaged headers send FFmpeg there, which takes a refusal better than an end of the file. */
    private static final long MAX_FILE_BYTES = 1L << 44;

    private static final Map<Long, FfmpegInput> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong COUNT = new AtomicLong();
    private static Read read;
    private static Seek seek;

    /** FFmpeg's wish for bytes. */
    private static final class Read extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer number, BytePointer buffer, int size) {
            FfmpegInput input = null;
            try {
                input = OPEN.get(number.address());
                return input.read(buffer.capacity(size).asByteBuffer());
            } catch (Throwable e) {
                return failed(input, e);
            }
        }
    }

    /** FFmpeg's wish to read from another place, or to know how many bytes there are. */
    private static final class Seek extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer number, long offset, int whence) {
            FfmpegInput input = null;
            try {
                input = OPEN.get(number.address());
                return input.seek(offset, whence & ~AVSEEK_FORCE);
            } catch (Throwable e) {
                return failed(input, e);
            }
        }
    }

    /** Nothing that is thrown may go through FFmpeg, which is C. It is told of when FFmpeg is back. */
    private static int failed(FfmpegInput input, Throwable failure) {
        if (input != null) {
            input.failure = failure;
        }
        return AVERROR_EIO();
    }

    /** An address that is a number. */
    private static final class Number extends Pointer {
        Number(long number) {
            address = number;
        }
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

    /**
     * Makes the callbacks. They live as long as this class does, whatever scope is open on the thread that comes first.
     *
     * @throws MetisException if JavaCPP has none left
     */
    static void prepare() {
        read = new Read().retainReference();
        seek = new Seek().retainReference();
        if (new LongPointer(read).get() == 0 || new LongPointer(seek).get() == 0) {
            throw new MetisException("JavaCPP has room for ten callbacks of a kind, and all are taken: by as many "
                    + "applications in this process that share its classes, or by something else that has FFmpeg read from "
                    + "Java. Give the application org.bytedeco's jars of its own");
        }
    }

    /** Once the source has failed, it is not asked again. */
    private int read(ByteBuffer bytes) throws IOException {
        if (failure != null) {
            return AVERROR_EIO();
        }
        int count = source.read(bytes, start + position);
        position += count;
        return count == 0 ? AVERROR_EOF : count;
    }

    private long seek(long offset, int whence) throws IOException {
        if (failure != null) {
            return AVERROR_EIO();
        }
        if (whence == AVSEEK_SIZE) {
            return source.size() - start;
        }
        if (whence != SEEK_SET || offset < 0 || offset > MAX_FILE_BYTES) {
            return AVERROR_EINVAL();
        }
        position = offset;
        return position;
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
        } else if (context.error() == AVERROR_EIO()) {
            throw new IOException(FfmpegErrors.error(context.error()));
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
