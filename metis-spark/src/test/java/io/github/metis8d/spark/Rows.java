package io.github.metis8d.spark;

import io.github.metis8d.Latents;
import java.util.List;
import org.apache.spark.sql.Row;

/** What is in rows that were collected. */
public final class Rows {
    private Rows() {}

    /** The latents of a row, or null. */
    public static Latents latents(Row row) {
        if (row.isNullAt(row.fieldIndex(LatentTable.LATENTS))) {
            return null;
        }
        List<scala.collection.Seq<Float>> frames = row.getList(row.fieldIndex(LatentTable.LATENTS));
        float[] values = new float[frames.size() * Latents.DIMENSIONS];
        for (int t = 0; t < frames.size(); t++) {
            assert frames.get(t).length() == Latents.DIMENSIONS;
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                values[t * Latents.DIMENSIONS + d] = frames.get(t).apply(d);
            }
        }
        return new Latents(values);
    }
}
