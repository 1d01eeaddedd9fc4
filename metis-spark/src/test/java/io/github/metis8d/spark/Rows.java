package io.github.metis8d.spark;

import io.github.metis8d.Latents;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/** What is in the rows that come out. */
public final class Rows {
    private Rows() {}

    /** The rows by the names of their files, each of which there must be once. */
    static Map<String, Row> byName(Dataset<Row> table) {
        Map<String, Row> rows = new TreeMap<>();
        for (Row row : table.collectAsList()) {
            String path = row.getAs(LatentTable.PATH);
            Row before = rows.put(path.substring(path.lastIndexOf('/') + 1), row);
            if (before != null) {
                throw new AssertionError("two rows of " + path);
            }
        }
        return rows;
    }

    /** The latents of those that have any, by the names of their files. */
    static Map<String, Latents> latents(Map<String, Row> rows) {
        Map<String, Latents> latents = new TreeMap<>();
        rows.forEach((name, row) -> {
            Latents clip = latents(row);
            if (clip != null) {
                latents.put(name, clip);
            }
        });
        return latents;
    }

    /** The latents of a row, or null. */
    public static Latents latents(Row row) {
        if (row.isNullAt(row.fieldIndex(LatentTable.LATENTS))) {
            return null;
        }
        List<Seq<Object>> frames = row.getList(row.fieldIndex(LatentTable.LATENTS));
        float[][] latents = new float[frames.size()][Latents.DIMENSIONS];
        for (int t = 0; t < latents.length; t++) {
            if (frames.get(t).length() != Latents.DIMENSIONS) {
                throw new AssertionError("row " + t + " has " + frames.get(t).length() + " latents");
            }
            for (int d = 0; d < Latents.DIMENSIONS; d++) {
                latents[t][d] = (Float) frames.get(t).apply(d);
            }
        }
        return Latents.of(latents);
    }

    /** The kinds of the failures, by the names of their files. */
    static Map<String, String> kinds(Map<String, Row> rows) {
        Map<String, String> kinds = new TreeMap<>();
        rows.forEach((name, row) -> {
            Row failure = row.getAs(LatentTable.FAILURE);
            if (failure != null) {
                kinds.put(name, failure.getAs("kind"));
            }
        });
        return kinds;
    }
}
