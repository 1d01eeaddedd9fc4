package io.github.metis8d.spark.submit;

import io.github.metis8d.spark.LatentTable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Notes the failures among rows on their way into the table of latents, and keeps back those that have none. Each task's notes
 * come to the driver with its result, and so once, however often it was tried.
 */
final class FailureNotes implements FilterFunction<Row> {
    private static final long serialVersionUID = 1L;
    private static final int PATH = LatentTable.SCHEMA.fieldIndex(LatentTable.PATH);
    private static final int LATENTS = LatentTable.SCHEMA.fieldIndex(LatentTable.LATENTS);
    private static final int FAILURE = LatentTable.SCHEMA.fieldIndex(LatentTable.FAILURE);

    private final int keyStart;
    /** Has no name, as Spark's UI would show all that is in it. */
    private final CollectionAccumulator<Row> notes = new CollectionAccumulator<>();

    /** @param keyStart where in a path the key starts */
    FailureNotes(SparkContext spark, int keyStart) {
        this.keyStart = keyStart;
        spark.register(notes);
    }

    @Override
    public boolean call(Row row) {
        if (!row.isNullAt(FAILURE)) {
            Row failure = row.getStruct(FAILURE);
            notes.add(RowFactory.create(row.getString(PATH).substring(keyStart), failure.get(0), failure.get(1)));
        }
        return !row.isNullAt(LATENTS);
    }

    /** {@return rows of {@link OutputTables#FAILURES}} */
    List<Row> rows() {
        return notes.value();
    }
}
