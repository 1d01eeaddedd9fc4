package io.github.metis8d.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What was done so far, which Spark's UI shows with the stage: files, failures and seconds of audio. As all accumulators,
 * they count what is done again too: tasks that are repeated, and a Dataset that is used twice.
 */
public final class EncodingCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Gone through. */
    private final LongAccumulator files;
    /** Without latents. */
    private final LongAccumulator failures;
    /** Of audio. */
    private final DoubleAccumulator seconds;

    EncodingCounts(SparkContext spark) {
        files = spark.longAccumulator("metis files");
        failures = spark.longAccumulator("metis failures");
        seconds = spark.doubleAccumulator("metis seconds of audio");
    }

    /** {@return the files that were gone through, encoded or not} */
    public long files() {
        return files.value();
    }

    /** {@return how many of them have no latents} */
    public long failures() {
        return failures.value();
    }

    /** {@return how long the audio is that was encoded} */
    public double seconds() {
        return seconds.value();
    }

    Iterator<Row> counting(Iterator<Row> rows) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                Row row = rows.next();
                count(row);
                return row;
            }
        };
    }

    private void count(Row row) {
        int column = LatentTable.SCHEMA.fieldIndex(LatentTable.SECONDS);
        files.add(1L);
        if (row.isNullAt(column)) {
            failures.add(1L);
        } else {
            seconds.add(row.getDouble(column));
        }
    }
}
