package io.github.metis8d.io.latents;

import io.github.metis8d.Latents;
import io.github.metis8d.MetisException;
import io.github.metis8d.io.files.JsonStrings;
import io.github.metis8d.io.files.KeyOrder;
import io.github.metis8d.io.files.WholeFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Writes a folder of Parquet files. A part gets its name when it is complete, on disk, and read back; a Parquet file can
 * be read only then, so that until then its entries are in a journal too, from which the part is written anew by a job
 * that goes on.
 *
 * <p>In a part the entries are sorted: one that would not be begins another part.
 */
final class PartsWriter implements LatentWriter {
    private final PartFolder folder;
    private final Map<String, String> metadata;
    private final long partBytes;
    private int number;
    private FileChannel channel;
    private LatentWriter journal;
    private ParquetProvider.PartWriter part;
    private String last;
    private long rows;
    /** A hash over what was written to the part. */
    private int hash;

    /**
     * Goes on behind what is there.
     *
     * @param metadata what each part says of what made it
     * @param partBytes how large a part is to be
     * @param journalLength the bytes that are whole of the journal
     */
    PartsWriter(PartFolder folder, Map<String, String> metadata, long partBytes, long journalLength)
            throws IOException {
        this.folder = folder;
        this.metadata = metadata;
        this.partBytes = partBytes;
        this.number = folder.next();
        try {
            folder.clearUnfinished(journalLength > 0 ? folder.journal(number) : null);
            if (journalLength > 0) {
                takeUp(journalLength);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Writes the part anew that the journal tells of. */
    private void takeUp(long length) throws IOException {
        Path file = folder.journal(number);
        begin(length);
        try (LatentReader reader = new JsonLinesLatentReader(file.toString(), Files.newInputStream(file))) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                add(entry);
            }
        }
        completeIfLarge();
    }

    private void begin(long journalLength) throws IOException {
        channel = WholeFile.openBehind(folder.journal(number), journalLength);
        journal = new JsonLinesLatentWriter(Channels.newOutputStream(channel));
        part = Parquet.provider().create(folder.unfinished(number), metadata);
    }

    @Override
    public void write(String key, Latents latents) throws IOException {
        NonFiniteLatentsException.check(key, latents);
        if (JsonStrings.hasLoneSurrogate(key)) {
            throw new UnwritableEntryException(
                    key + ": the name is not UTF-8, as the text of Parquet has to be; rename the"
                            + " file, or use --format json, jsonl or npy, which take any name");
        }
        if (last != null && KeyOrder.BY_CODE_POINT.compare(key, last) <= 0) {
            complete();
        }
        if (part == null) {
            begin(0);
        }
        journal.write(key, latents);
        add(new LatentReader.Entry(key, latents));
        completeIfLarge();
    }

    private void add(LatentReader.Entry entry) throws IOException {
        part.write(entry.key(), entry.latents());
        last = entry.key();
        rows++;
        hash = 31 * hash + entry.hashCode();
    }

    private void completeIfLarge() throws IOException {
        if (part.bytes() >= partBytes) {
            complete();
        }
    }

    /** Gives the part its name. From then on its journal does not count. */
    private void complete() throws IOException {
        Path unfinished = folder.unfinished(number);
        part.finish();
        part.close();
        check(unfinished);
        try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        WholeFile.move(unfinished, folder.part(number));
        channel.close();
        Files.delete(folder.journal(number));
        part = null;
        journal = null;
        channel = null;
        last = null;
        rows = 0;
        hash = 0;
        number++;
    }

    /** Reads a part as others will. */
    private void check(Path file) throws IOException {
        long readRows = 0;
        int readHash = 0;
        try (LatentReader reader = Parquet.provider().open(file)) {
            for (LatentReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                readRows++;
                readHash = 31 * readHash + entry.hashCode();
            }
        }
        if (readRows != rows || readHash != hash) {
            throw new MetisException(
                    file + " does not hold what was written to it, so the disk or the memory is at fault;"
                            + " see to that, and give the same command again, which writes it anew");
        }
    }

    @Override
    public void flush() throws IOException {
        if (journal == null) {
            return;
        }
        journal.flush();
        channel.force(false);
    }

    @Override
    public void finish() throws IOException {
        if (part == null && folder.files().isEmpty()) {
            begin(0); // An empty table is one, an empty folder is none.
        }
        if (part != null) {
            journal.flush();
            complete();
        }
    }

    @Override
    public void close() throws IOException {
        try (FileChannel toClose = channel) {
            if (part != null) {
                part.close();
            }
        }
    }
}
