package io.github.metis8d.spark;

import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** The rows that come in, as files: a path, and the content where there is such a column. */
final class AudioRows implements Iterator<AudioFile> {
    private static final int PATH = 0;
    private static final int CONTENT = 1;

    private final Iterator<Row> rows;
    private final Configuration hadoop;

    /** @param rows of the path and perhaps the content */
    AudioRows(Iterator<Row> rows, Configuration hadoop) {
        this.rows = rows;
        this.hadoop = hadoop;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public AudioFile next() {
        Row row = rows.next();
        String path = row.getString(PATH);
        return row.length() == 1 ? AudioFile.stored(path, hadoop) : AudioFile.inMemory(path, row.getAs(CONTENT));
    }
}
