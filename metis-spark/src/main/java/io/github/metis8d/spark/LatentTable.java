package io.github.metis8d.spark;

import io.github.metis8d.Latents;
import io.github.metis8d.io.job.Failure;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that come out, a row for each file: those of the library's own Parquet files, and what failed.
 *
 * <pre>
 * path     string                        as it went in
 * seconds  double                        frames / 50; null if there are no latents
 * frames   int                           rows of latents, T; null if there are none
 * latents  array of arrays of 8 floats   null if the file could not be encoded
 * failure  struct (kind string, message string)
 *                                        null if nothing is wrong, see {@link Failure} for the kinds
 * </pre>
 *
 * A file that is encoded although some of it is lost has latents, and a failure of the kind {@code damaged}.
 */
public final class LatentTable {
    /** The file. */
    public static final String PATH = "path";

    /** How long the latents are. */
    public static final String SECONDS = "seconds";

    /** How many rows of latents there are. */
    public static final String FRAMES = "frames";

    /** The latents. */
    public static final String LATENTS = "latents";

    /** What is wrong with the file. */
    public static final String FAILURE = "failure";

    /** The columns' names and types, in their order. */
    public static final StructType SCHEMA = new StructType()
            .add(PATH, DataTypes.StringType)
            .add(SECONDS, DataTypes.DoubleType)
            .add(FRAMES, DataTypes.IntegerType)
            .add(LATENTS, DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType, false), false))
            .add(
                    FAILURE,
                    new StructType()
                            .add("kind", DataTypes.StringType, false)
                            .add("message", DataTypes.StringType, false));

    private LatentTable() {}

    /** @param damage what of the file is lost, or null */
    static Row encoded(String path, Latents latents, Failure damage) {
        return RowFactory.create(
                path,
                (double) latents.frames() / Latents.ROWS_PER_SECOND,
                latents.frames(),
                latents.toArray(),
                failure(damage));
    }

    static Row failed(String path, Failure failure) {
        return RowFactory.create(path, null, null, null, failure(failure));
    }

    private static Row failure(Failure failure) {
        return failure == null ? null : RowFactory.create(failure.kind(), failure.message());
    }
}
