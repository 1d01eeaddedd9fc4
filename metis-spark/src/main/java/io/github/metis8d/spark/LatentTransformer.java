package io.github.metis8d.spark;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
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
 * <p>{@code binaryFile} passes over empty files without a word, where Datasets of paths from elsewhere have them as rows with
 * a failure; so has the source {@code metis} ({@link LatentSource}).
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
     * <tr><td>{@code length-column}<td>{@code length}<td>the column of the files' sizes in bytes, if the Dataset has it;
     *     else they are looked up
     * <tr><td>{@code partitions}<td>one for each {@code spark.sql.files.maxPartitionBytes}, and as many as there are
     *     cores<td>over how many partitions paths are spread by the sizes of the files, or {@code keep} to leave them where
     *     they are
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
     * <p>Paths are spread over partitions first, so that each has about as many bytes to decode: short jobs that run during
     * this call, unless the option {@code partitions} is {@code keep}. Files that come with their bytes stay where they
     * are. All else runs when the answer is used; used twice, it is encoded twice.
     *
     * @param files a row each: a path in any store that Spark can read, and nothing else that is looked at; or a path and
     *     the bytes, in a column that is called {@code content}, as Spark's source {@code binaryFile} has them
     * @return the columns of {@link LatentTable}, a row for each row; in another order if they are spread
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
        ExecutorMemory.require(spark.getConf(), options);
        Broadcast<SerializableConfiguration> hadoop = SerializableConfiguration.broadcast(spark);
        return input(files, hadoop)
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
    private Dataset<Row> input(Dataset<Row> files, Broadcast<SerializableConfiguration> hadoop) {
        String path = options.pathColumn();
        if (!has(files, path, DataTypes.StringType)) {
            throw new IllegalArgumentException("there is no column " + path + " of strings, but "
                    + String.join(", ", files.columns()) + "; name it by the option path-column");
        }
        if (has(files, options.contentColumn(), DataTypes.BinaryType)) {
            return files.select(files.col(path), files.col(options.contentColumn()));
        }
        if (!options.spreads()) {
            return files.select(files.col(path));
        }
        Dataset<Row> sized = has(files, options.lengthColumn(), DataTypes.LongType)
                ? files.select(files.col(path), files.col(options.lengthColumn()))
                : files.select(files.col(path));
        return new SizeSpread(sized, hadoop).over(options.partitions());
    }

    private static boolean has(Dataset<Row> files, String column, DataType type) {
        StructType schema = files.schema();
        return schema.getFieldIndex(column).isDefined()
                && schema.apply(column).dataType().equals(type);
    }
}
