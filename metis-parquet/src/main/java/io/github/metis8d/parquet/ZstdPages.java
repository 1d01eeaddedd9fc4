package io.github.metis8d.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses pages by zstd, without Hadoop's codecs, which the library would take otherwise. */
final class ZstdPages implements CompressionCodecFactory {
    /** As zstd has it by default. Numbers that are almost noise do not get smaller by more. */
    private static final int LEVEL = 3;

    /**
     * Loads zstd.
     *
     * @throws MetisException if it cannot be loaded
     */
    ZstdPages() {
        try {
            Native.load();
        } catch (LinkageError e) {
            throw new MetisException(
                    "the native library of zstd cannot be loaded: " + e.getMessage() + "; it is unpacked into "
                            + System.getProperty("java.io.tmpdir")
                            + ", or into the folder that -DZstdTempFolder=DIR names, which must have room and may hold"
                            + " code",
                    e);
        }
    }

    @Override
    public void release() {
        // holds nothing
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        require(codec);
        return new BytesInputCompressor() {
            @Override
            public BytesInput compress(BytesInput bytes) throws IOException {
                return BytesInput.from(Zstd.compress(array(bytes), LEVEL));
            }

            @Override
            public CompressionCodecName getCodecName() {
                return CompressionCodecName.ZSTD;
            }

            @Override
            public void release() {
                // holds nothing
            }
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        require(codec);
        return codec == CompressionCodecName.UNCOMPRESSED ? new Plain() : new Unzip();
    }

    private static void require(CompressionCodecName codec) {
        if (codec != CompressionCodecName.ZSTD && codec != CompressionCodecName.UNCOMPRESSED) {
            throw new UnsupportedOperationException("it is compressed by " + codec + ", and only zstd can be read");
        }
    }

    private static byte[] array(BytesInput bytes) throws IOException {
        try (InputStream in = bytes.toInputStream()) {
            return in.readNBytes(Math.toIntExact(bytes.size()));
        }
    }

    private static final class Plain implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) {
            return bytes;
        }

        @Override
        public void decompress(ByteBuffer in, int inSize, ByteBuffer out, int outSize) {
            out.put(in);
        }

        @Override
        public void release() {
            // holds nothing
        }
    }

    private static final class Unzip implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            return BytesInput.from(unzip(array(bytes), size));
        }

        @Override
        public void decompress(ByteBuffer in, int inSize, ByteBuffer out, int outSize) throws IOException {
            byte[] compressed = new byte[inSize];
            in.get(compressed);
            out.put(unzip(compressed, outSize));
        }

        private static byte[] unzip(byte[] compressed, int size) throws IOException {
            byte[] page = new byte[size];
            long result = Zstd.decompressByteArray(page, 0, size, compressed, 0, compressed.length);
            if (Zstd.isError(result)) {
                throw new IOException("a page cannot be decompressed: " + Zstd.getErrorName(result));
            }
            if (result != size) {
                throw new IOException("a page has " + result + " bytes in place of " + size);
            }
            return page;
        }

        @Override
        public void release() {
            // holds nothing
        }
    }
}
