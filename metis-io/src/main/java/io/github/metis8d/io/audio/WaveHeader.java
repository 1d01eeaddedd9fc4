package io.github.metis8d.io.audio;

import io.github.metis8d.InvalidAudioException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the chunks of a wave file say: RIFF, its big-endian form RIFX, its 64-bit forms RF64, BW64 and Sony Wave64.
 *
 * <p>FFmpeg reads the last of several data chunks, takes the number of valid bits for the size of a sample, and RIFX's
 * samples for little-endian ones. Hence this.
 *
 * @param format what the samples are
 * @param data where they are, in order
 * @param missingBytes bytes of samples that a chunk promises beyond the end of the file
 * @param another whether a second file lies behind the first one
 */
record WaveHeader(WaveFormat format, List<Region> data, long missingBytes, boolean another) {
    private static final Set<String> MAGIC = Set.of("RIFF", "RIFX", "RF64", "BW64", "riff");

    /** Sizes this close to a limit are what writers put down that do not know the size, as of a pipe. */
    private static final long UNKNOWN_WITHIN = 1 << 16;

    private static final int MAX_CHUNKS = 10_000;

    /** A part of the file. */
    record Region(long offset, long length) {}

    /**
     * Reads a header, if there is one.
     *
     * @param offset where the file starts, behind any tag
     * @return what it says, or null if this is no wave file
     * @throws UndecodableException if it is damaged
     */
    static WaveHeader read(ByteSource file, long offset) throws IOException, UndecodableException {
        ByteBuffer start = bytes(file, offset, 40, ByteOrder.LITTLE_ENDIAN);
        String magic = start.limit() < 12 ? "" : text(start, 0);
        boolean wave64 =
                magic.equals("riff") && start.limit() == 40 && text(start, 24).equals("wave");
        if (!MAGIC.contains(magic) || !wave64 && !text(start, 8).equals("WAVE")) {
            return null;
        }
        Chunks chunks = new Chunks(file, magic.equals("RIFX") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, wave64);
        chunks.walk(offset + (wave64 ? 40 : 12));
        return chunks.header();
    }

    /** Adds what the header tells of and the file does not have. */
    void report(Damage damage) {
        if (missingBytes > 0) {
            damage.missing((double) missingBytes / format.bytesPerSecond());
        }
        if (another) {
            damage.note("a second wave file lies behind its end, which is not read");
        }
    }

    /** Walks over the chunks. */
    private static final class Chunks {
        private final ByteSource file;
        private final ByteOrder order;
        private final boolean wave64;
        private final List<Region> data = new ArrayList<>();
        private WaveFormat format;
        /** What ds64 says instead of a size of 32 bits. */
        private long longSize;

        private long missing;
        private boolean another;

        Chunks(ByteSource file, ByteOrder order, boolean wave64) {
            this.file = file;
            this.order = order;
            this.wave64 = wave64;
        }

        void walk(long start) throws IOException, UndecodableException {
            int head = wave64 ? 24 : 8;
            long at = start;
            for (int count = 0; count < MAX_CHUNKS && at + head <= file.size(); count++) {
                ByteBuffer chunk = bytes(file, at, head, order);
                String id = text(chunk, 0).toLowerCase(Locale.ROOT);
                long size = wave64 ? chunk.getLong(16) - head : chunk.getInt(4) & 0xffffffffL;
                if (MAGIC.contains(text(chunk, 0)) && !data.isEmpty()) {
                    another = true;
                    return;
                }
                if (!id.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                    return;
                }
                size = take(id, at + head, size);
                at = next(at + head, size);
            }
        }

        /** @return the size, which may be another than the chunk says */
        private long take(String id, long at, long size) throws IOException, UndecodableException {
            if (id.equals("ds64") && size >= 16) {
                longSize = bytes(file, at, 16, order).getLong(8);
            } else if (id.equals("fmt ")) {
                WaveFormat read = WaveFormat.read(bytes(file, at, (int) Math.min(size, 40), order));
                if (format != null && !format.equals(read)) {
                    throw new UndecodableException("it has two formats of samples, one after the other");
                }
                format = read;
            } else if (id.equals("data")) {
                return takeData(at, size);
            }
            return size < 0 ? file.size() : size;
        }

        private long takeData(long at, long size) throws IOException {
            long there = file.size() - at;
            long promised = size == 0xffffffffL && longSize > 0 ? longSize : size;
            boolean unknown = promised < 0
                    || promised == 0 && !chunksFollow(at)
                    || !wave64 && promised == size && nearALimit(promised);
            long length = unknown ? there : Math.min(promised, there);
            if (!unknown) {
                missing += promised - length;
            }
            if (length > 0) {
                data.add(new Region(at, length));
            }
            return length;
        }

        private static boolean nearALimit(long size) {
            return Math.abs(size - 0x80000000L) <= UNKNOWN_WITHIN || size >= 0xffffffffL - UNKNOWN_WITHIN;
        }

        /** Whether an empty chunk is really empty: others follow up to the end of the file. */
        private boolean chunksFollow(long start) throws IOException {
            long at = start;
            while (at + 8 <= file.size()) {
                ByteBuffer chunk = bytes(file, at, 8, order);
                boolean name = text(chunk, 0).chars().allMatch(c -> c >= ' ' && c < 0x7f);
                long size = chunk.getInt(4) & 0xffffffffL;
                if (wave64 || !name || at + 8 + size > file.size()) {
                    return false;
                }
                at = next(at + 8, size);
            }
            return true;
        }

        /** Chunks start at even places, of Wave64 at multiples of 8; some writers forget it. */
        private long next(long at, long size) throws IOException {
            long end = at + Math.min(size, file.size());
            if (wave64) {
                return end + 7 & ~7L;
            }
            boolean padded = size % 2 == 1
                    && end < file.size()
                    && bytes(file, end, 1, order).get(0) == 0;
            return padded ? end + 1 : end;
        }

        WaveHeader header() throws UndecodableException {
            if (format == null) {
                throw new UndecodableException("its header is damaged: it has no fmt chunk");
            }
            if (data.isEmpty()) {
                throw new UndecodableException(
                        Reason.EMPTY, "it holds no sample: it has no data chunk, or an empty one");
            }
            return new WaveHeader(format, List.copyOf(data), missing, another);
        }
    }

    private static String text(ByteBuffer bytes, int from) {
        return new String(bytes.array(), from, 4, StandardCharsets.ISO_8859_1);
    }

    /** As many of the bytes as there are. */
    private static ByteBuffer bytes(ByteSource file, long offset, int count, ByteOrder order) throws IOException {
        return file.bytes(offset, count).order(order);
    }
}
