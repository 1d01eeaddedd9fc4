package io.github.metis8d.spark.submit;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A store that is not this machine's file system, by its name; as many of its audio files as are told cannot be read. */
public final class TroubledStore extends RawLocalFileSystem {
    static final String SCHEME = "troubled";

    /** How many more readings fail. */
    static final AtomicInteger FAILURES = new AtomicInteger();

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        if (file.getName().endsWith(".wav") && FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("the store is away");
        }
        return super.open(file, bufferSize);
    }
}
