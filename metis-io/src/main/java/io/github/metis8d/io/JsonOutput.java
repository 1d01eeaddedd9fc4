package io.github.metis8d.io;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The JSON file of a job that may be killed at any moment and started again.
 *
 * <p>Until it is finished it is called {@code NAME.partial}. Opened again, it keeps every entry that is whole, cuts off
 * the rest, and goes on behind it. A file beside it, {@code NAME.partial.job}, in the end {@code NAME.job}, records what
 * made it, so that latents of different models are never mixed. No two jobs can have it open at a time.
 */
public final class JsonOutput implements LatentWriter {
    /** What to do with an output that is finished already. */
    public enum IfFinished {
        /** Leave it, and fail. */
        FAIL,
        /** Write a new one, which takes its place when it is finished in turn. */
        REPLACE,
        /** Add to it. */
        APPEND
    }

    private final Path file;
    private final Path partial;
    private final Map<String, String> maker;
    private final OutputLock lock;
    private PartialJson whole;
    private FileChannel channel;
    private JsonLatentWriter writer;

    private JsonOutput(Path file, Map<String, String> maker, OutputLock lock) {
        this.file = file;
        this.partial = sibling(file, ".partial");
        this.maker = new LinkedHashMap<>(maker);
        this.lock = lock;
    }

    /**
     * Opens an output, new or begun.
     *
     * @param file the file that it will be; its folder exists
     * @param maker what decides about the latents and the keys (the model, the precision, the audio folder), by name
     * @param ifFinished what to do if the file exists
     * @return the output
     * @throws MetisException if another job has it open, it is finished, or something else made it
     * @throws IOException if the disk refuses
     */
    public static JsonOutput open(Path file, Map<String, String> maker, IfFinished ifFinished) throws IOException {
        OutputLock lock = OutputLock.take(file);
        JsonOutput output = new JsonOutput(file, maker, lock);
        try {
            output.settle(ifFinished);
            return output;
        } catch (IOException | RuntimeException e) {
            output.close();
            throw e;
        }
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static Path record(Path file) {
        return sibling(file, ".job");
    }

    /** Decides what becomes of the files that are there, and finds what of them is kept. */
    private void settle(IfFinished ifFinished) throws IOException {
        if (Files.exists(file) && !Files.exists(partial) && Files.exists(record(partial))) {
            // Killed between the two moves of finish().
            move(record(partial), record(file));
        }
        // A job that ended before its first entry has nothing that could be mixed up.
        whole = Files.exists(partial) ? PartialJson.read(partial) : PartialJson.NOTHING;
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
            if (ifFinished == IfFinished.REPLACE && !sameMaker()) {
                whole = PartialJson.NOTHING;
            } else {
                requireSameMaker(partial);
            }
        }
    }

    /** Makes the finished file the partial one. */
    private void takeUp() throws IOException {
        if (!whole.keys().isEmpty()) {
            throw new MetisException("there are both " + file + " and " + partial
                    + ", of a job that was to take its place; go on with --overwrite, or delete the latter");
        }
        requireSameMaker(file);
        whole = PartialJson.read(file);
        Files.copy(record(file), record(partial), StandardCopyOption.REPLACE_EXISTING);
        move(file, partial);
    }

    private boolean sameMaker() throws IOException {
        return Files.exists(record(partial)) && FlatJson.read(record(partial)).equals(maker);
    }

    private void requireSameMaker(Path output) throws IOException {
        if (!Files.exists(record(output))) {
            throw new MetisException("nothing says what made " + output + " (" + record(output)
                    + " is missing); give --overwrite to make it anew, or name another output");
        }
        Map<String, String> other = FlatJson.read(record(output));
        for (String name : maker.keySet()) {
            if (!maker.get(name).equals(other.get(name))) {
                throw new MetisException(output + " was made with another " + name + ": " + other.get(name)
                        + ", and this job has " + maker.get(name)
                        + "; give the same, give --overwrite to make it anew, or name another output");
            }
        }
    }

    /** Opens the file behind what is kept of it; only when there is something to write. */
    private JsonLatentWriter writer() throws IOException {
        if (writer == null) {
            FlatJson.write(record(partial), maker);
            channel = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(whole.length());
            channel.position(whole.length());
            OutputStream out = Channels.newOutputStream(channel);
            writer = whole.keys().isEmpty() ? new JsonLatentWriter(out) : JsonLatentWriter.after(out);
        }
        return writer;
    }

    /** {@return the keys that the output had when it was opened} */
    public Set<String> keys() {
        return whole.keys();
    }

    /** {@return where the entries are until the output is finished} */
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
        }
    }

    @Override
    public void finish() throws IOException {
        writer().finish();
        channel.force(true);
        channel.close();
        move(partial, file);
        move(record(partial), record(file));
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
