package io.github.metis8d.spark;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Turns Datasets of audio files into Datasets of latents, on the executors of a cluster.
 *
 * <pre>{@code
 * Dataset<Row> files = spark.read().format("binaryFile").option("recursiveFileLookup", true).load("hdfs:///speech");
 * Dataset<Row> latents = new LatentTransformer().option("precision", "bf16").transform(files.select("path", "length"));
 * latents.write().parquet("hdfs:///latents");
 * }</pre>
 *
 * <p>A file that cannot be read, decoded or encoded is a row with a failure. A device that fails is a failed task, which
 * Spark tries again. The encoder of a device is opened once in each executor, and shared by the tasks that run there.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class LatentTransformer {
    private final EncodingOptions options;

    /** Every option at its default. */
    public LatentTransformer() {
        this(EncodingOptions.defaults());
    }

    private LatentTransformer(EncodingOptions options) {
        this.options = options;
    }

    /**
     * The same with another value of one option. Options are called as those of the command:
     *
     * <table>
     * <caption>Options</caption>
     * <tr><th>name<th>default<th>what it is
     * <tr><td>{@code model}<td>{@code pretrained}<td>{@code pretrained}, {@code hf:OWNER/REPO[@REVISION]}, {@code tiny-random},
     *     or a checkpoint folder: one that each executor sees, or that Spark brings by {@code --archives}
     * <tr><td>{@code codec}, {@code stats}, {@code config}<td><td>files in place of the model's own, which each executor sees
     *     or Spark brings by {@code --files}
     * <tr><td>{@code device}<td>{@code cuda:all}<td>{@code cuda:all} for the GPUs that Spark gives the task, or for all that
     *     the executor sees where Spark gives none; {@code cpu}; or {@code cuda:N}, several with commas, whatever Spark gives
     * <tr><td>{@code precision}<td>{@code fp32}<td>{@code fp32}, {@code tf32}, {@code bf16} or {@code fp16}
     * <tr><td>{@code max-batch-seconds}<td>by the device's memory<td>the most audio that a device takes at once
     * <tr><td>{@code max-minutes}<td>120<td>the longest audio that is encoded
     * <tr><td>{@code refuse-damaged}<td>{@code false}<td>whether a file of which something is lost fails
     * <tr><td>{@code max-failures-in-a-row}<td>100<td>a task fails when so many files one after the other cannot be read from
     *     their store. Files that are no audio do not count
     * <tr><td>{@code path-column}<td>{@code path}<td>the column of the paths, which rows keep
     * <tr><td>{@code content-column}<td>{@code content}<td>the column of the files' bytes, if the Dataset has it
     * </table>
     *
     * @param name one of the above, in any case
     * @param value its value
     * @return a transformer with it
     * @throws IllegalArgumentException if there is no such option, or the value is none of its
     */
    public LatentTransformer option(String name, String value) {
        return new LatentTransformer(options.with(name, value));
    }

    /**
     * The same with other values of some options.
     *
     * @param values by the names of {@link #option(String, String)}
     * @return a transformer with them
     * @throws IllegalArgumentException if there is no such option, or a value is none of its
     */
    public LatentTransformer options(Map<String, String> values) {
        LatentTransformer changed = this;
        for (Map.Entry<String, String> value : values.entrySet()) {
            changed = changed.option(value.getKey(), value.getValue());
        }
        return changed;
    }

    /**
     * Encodes the files of a Dataset.
     *
     * @param files a row each: a path in any store that Spark can read, and nothing else that is looked at; or a path and
     *     the bytes, in a column that is called {@code content}, as Spark's source {@code binaryFile} has them
     * @return the columns of {@link LatentTable}, a row for each row, in their order
     * @throws IllegalArgumentException if it has not the columns
     */
    public Dataset<Row> transform(Dataset<Row> files) {
        return transform(files, new EncodingCounts(files.sparkSession().sparkContext()));
    }

    /**
     * Encodes the files of a Dataset, and counts them.
     *
     * @param files as above
     * @param counts of {@link #counts}; told of each row
     * @return as above
     * @throws IllegalArgumentException as above
     */
    public Dataset<Row> transform(Dataset<Row> files, EncodingCounts counts) {
        SparkContext spark = files.sparkSession().sparkContext();
        Broadcast<SerializableConfiguration> hadoop = SerializableConfiguration.broadcast(spark);
        return columns(files)
                .mapPartitions(new PartitionEncoder(options, hadoop, counts), Encoders.row(LatentTable.SCHEMA));
    }

    /**
     * Begins to count, for a program that shows how far it is.
     *
     * @param spark where the files will be encoded
     * @return counts, of nothing so far
     */
    public static EncodingCounts counts(SparkContext spark) {
        return new EncodingCounts(spark);
    }

    /** The path, and the content if there is any; so no source reads more. */
    private Dataset<Row> columns(Dataset<Row> files) {
        StructType schema = files.schema();
        String path = options.pathColumn();
        String content = options.contentColumn();
        boolean hasContent = schema.getFieldIndex(content).isDefined()
                && schema.apply(content).dataType().equals(DataTypes.BinaryType);
        boolean hasPath = schema.getFieldIndex(path).isDefined()
                && schema.apply(path).dataType().equals(DataTypes.StringType);
        if (!hasPath) {
            throw new IllegalArgumentException("there is no column " + path + " of strings, but "
                    + String.join(", ", schema.fieldNames()) + "; name it by the option path-column");
        }
        return hasContent ? files.select(files.col(path), files.col(content)) : files.select(files.col(path));
    }
}
