package io.github.metis8d.io;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One file with the latents of all files of a job that may be killed at any moment and started again.
 *
 * <p>Until it is finished it is called {@code NAME.partial}. Opened again, it keeps every entry that is whole, cuts off
 * the rest, and goes on behind it. A file beside it, {@code NAME.partial.job}, in the end {@code NAME.job}, records what
 * made it, so that latents of different models are never mixed. No two jobs can have it open at a time.
 */
final class FileOutput implements JobOutput {
    private final EntryFormat format;
    private final Path file;
    private final Path partial;
    private final Map<String, String> maker;
    private final OutputLock lock;
    private WholeEntries whole;
    private FileChannel channel;
    private LatentWriter writer;

    private FileOutput(EntryFormat format, Path file, Map<String, String> maker, OutputLock lock) {
        this.format = format;
        this.file = file;
        this.partial = WholeFile.beside(file, ".partial");
        this.maker = new LinkedHashMap<>(maker);
        this.lock = lock;
    }

    /**
     * Opens an output, new or begun.
     *
     * @param format how entries are written
     * @param file the file that it will be; its folder exists
     * @param maker what decides about the latents and the keys (the model, the precision, the audio folder), by name
     * @param ifFinished what to do if the file exists
     * @return the output
     * @throws MetisException if another job has it open, it is finished, or something else made it
     * @throws IOException if the disk refuses
     */
    static FileOutput open(EntryFormat format, Path file, Map<String, String> maker, IfFinished ifFinished)
            throws IOException {
        OutputLock lock = OutputLock.take(file);
        FileOutput output = new FileOutput(format, file, maker, lock);
        try {
            output.settle(ifFinished);
            return output;
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    /** Decides what becomes of the files that are there, and finds what of them is kept. */
    private void settle(IfFinished ifFinished) throws IOException {
        JobRecord.settle(partial, file);
        // A job that ended before its first entry has nothing that could be mixed up.
        whole = Files.exists(partial) ? format.whole(partial) : WholeEntries.NONE;
        if (Files.exists(file)) {
            if (ifFinished == IfFinished.FAIL) {
                throw new MetisException(file + " is finished; give --overwrite to make it anew, --append to add the"
                        + " files that it lacks, or name another output");
            }
            if (ifFinished == IfFinished.APPEND) {
                takeUp();
            }
        }
        if (!whole.keys().isEmpty()) {
            if (ifFinished == IfFinished.REPLACE && !JobRecord.same(maker, JobRecord.of(partial))) {
                whole = WholeEntries.NONE;
            } else {
                JobRecord.require(maker, JobRecord.of(partial), partial);
            }
        }
    }

    /** Makes the finished file the partial one. */
    private void takeUp() throws IOException {
        if (!whole.keys().isEmpty()) {
            throw new MetisException("there are both " + file + " and " + partial
                    + ", of a job that was to take its place; go on with --overwrite, or delete the latter");
        }
        JobRecord.require(maker, JobRecord.of(file), file);
        whole = format.whole(file);
        Files.deleteIfExists(partial);
        FlatJson.write(JobRecord.of(partial), FlatJson.read(JobRecord.of(file)));
        WholeFile.move(file, partial);
    }

    /** Opens the file behind what is kept of it; only when there is something to write. */
    private LatentWriter writer() throws IOException {
        if (writer == null) {
            // What another maker made must be gone from the file before the record is this one's.
            channel = WholeFile.openBehind(partial, whole.length());
            FlatJson.write(JobRecord.of(partial), maker);
            OutputStream out = Channels.newOutputStream(channel);
            writer = format.writer(out, whole.keys().isEmpty());
        }
        return writer;
    }

    @Override
    public Set<String> keys() {
        return whole.keys();
    }

    @Override
    public Path partial() {
        return partial;
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        writer().write(key, latents);
    }

    @Override
    public void flush() throws IOException {
        if (writer != null) {
            writer.flush();
            channel.force(false);
            // A file that has lost its name takes what is written to it, and is gone with the process.
            if (!Files.exists(partial)) {
                throw new NoSuchFileException(
                        partial.toString(), null, "it was removed or renamed while it was written");
            }
        }
    }

    @Override
    public void finish() throws IOException {
        writer().finish();
        channel.force(true);
        channel.close();
        JobRecord.publish(partial, file);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
