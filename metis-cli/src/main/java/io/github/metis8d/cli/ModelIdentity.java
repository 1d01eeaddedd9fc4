package io.github.metis8d.cli;

import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells models apart by their content, wherever their files are, without reading gigabytes. */
final class ModelIdentity {
    private static final int SAMPLE_BYTES = 1 << 20;

    private ModelIdentity() {}

    /**
     * A built-in model's name; of a checkpoint, a hash over its files' sizes and the first, middle and last megabyte of
     * each.
     */
    static String of(ModelSource source) {
        if (!(source instanceof Checkpoint checkpoint)) {
            return source.toString();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files(checkpoint)) {
                sample(file, digest);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (IOException e) {
            // What is missing is said by who loads it.
            return source.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static List<Path> files(Checkpoint checkpoint) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> parts = Files.list(checkpoint.w2vBert())) {
            parts.filter(file -> file.toString().matches(".*\\.(json|safetensors)"))
                    .sorted()
                    .forEach(files::add);
        }
        files.add(checkpoint.semanticCodec());
        files.add(checkpoint.stats());
        checkpoint.config().ifPresent(files::add);
        return files;
    }

    private static void sample(Path file, MessageDigest digest) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
            for (long start : new long[] {0, size / 2, Math.max(0, size - SAMPLE_BYTES)}) {
                ByteBuffer sample = ByteBuffer.allocate((int) Math.min(SAMPLE_BYTES, size - start));
                while (sample.hasRemaining() && channel.read(sample, start + sample.position()) > 0) {
                    // until the sample is full or the file ends
                }
                digest.update(sample.flip());
            }
        }
    }
}
