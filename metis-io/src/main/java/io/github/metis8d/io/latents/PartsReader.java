package io.github.metis8d.io.latents;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** Reads the Parquet files of a folder, one after the other, and then what a job that has not ended has in its journal. */
final class PartsReader implements LatentReader {
    private final Path folder;
    private final Iterator<Path> files;
    private final Path journal;
    private final boolean unfinished;
    private LatentReader reader;
    private boolean inJournal;

    PartsReader(Path folder) throws IOException {
        PartFolder parts = new PartFolder(folder);
        this.folder = folder;
        files = parts.files().iterator();
        journal = parts.journal(parts.next());
        unfinished = folder.toString().endsWith(".partial") || Files.exists(journal);
    }

    @Override
    public Entry next() {
        try {
            while (reader != null || goOn()) {
                Entry entry = reader.next();
                if (entry != null) {
                    return entry;
                }
                reader.close();
                reader = null;
            }
        } catch (IOException e) {
            throw new MetisException(folder + " cannot be read: " + e, e);
        }
        if (unfinished) {
            throw new CutShortException(folder + " is not finished", null);
        }
        return null;
    }

    private boolean goOn() throws IOException {
        if (files.hasNext()) {
            reader = Parquet.provider().open(files.next());
        } else if (!inJournal && Files.exists(journal)) {
            inJournal = true;
            reader = new JsonLinesLatentReader(journal.toString(), Files.newInputStream(journal));
        }
        return reader != null;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
