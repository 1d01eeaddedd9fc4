package io.github.metis8d.spark.submit;

import io.github.metis8d.MetisException;
import io.github.metis8d.spark.LatentTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The output of a job, a folder in any store that Spark writes:
 *
 * <pre>
 * latents/batch=1/part-...     a row for each file that was encoded
 * failures/batch=1/part-...    a row for each file that was not, or of which something was lost: path, kind, message
 * _metis.json                  what made it
 * _SUCCESS                     it is finished
 * </pre>
 *
 * <p>A batch is written into a folder of its own by Spark's committer, so batches do not disturb each other, and what a task
 * wrote that failed, or ran twice, is in no table. What a job left that was killed is in it as far as it was committed.
 */
final class OutputTables {
    /** A table of failures. */
    static final StructType FAILURES = new StructType()
            .add(LatentTable.PATH, DataTypes.StringType, false)
            .add("kind", DataTypes.StringType, false)
            .add("message", DataTypes.StringType, false);

    private static final StructType PATHS = new StructType().add(LatentTable.PATH, DataTypes.StringType);
    private static final String BATCH = "batch=";

    private final SparkSession spark;
    private final FileSystem store;
    private final Path folder;
    private final TableFormat format;
    private final boolean compress;

    /** @param compress whether text is compressed */
    OutputTables(SparkSession spark, String folder, TableFormat format, boolean compress) throws IOException {
        this.spark = spark;
        Path path = new Path(folder);
        this.store = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
        this.folder = store.makeQualified(path);
        this.format = format;
        this.compress = compress;
    }

    Path folder() {
        return folder;
    }

    private Path latents() {
        return new Path(folder, "latents");
    }

    private Path failures() {
        return new Path(folder, "failures");
    }

    private Path recordFile() {
        return new Path(folder, "_metis.json");
    }

    private Path success() {
        return new Path(folder, "_SUCCESS");
    }

    /**
     * Looks whether a job may write here, without touching anything.
     *
     * @param append whether a finished output is added to
     * @throws MetisException if it may not; the message says why and what to do
     */
    void check(JobRecord asked, boolean append) throws IOException {
        if (!store.exists(folder)) {
            return;
        }
        if (!store.getFileStatus(folder).isDirectory()) {
            throw new MetisException(folder + " is a file; give another --output-dir");
        }
        if (!store.exists(recordFile())) {
            if (store.listStatusIterator(folder).hasNext()) {
                throw new MetisException("the folder " + folder
                        + " holds something else than an output of this job; give another --output-dir");
            }
            return;
        }
        JobRecord before = JobRecord.read(store, recordFile());
        if (!before.fields().isEmpty()) {
            before.requireSame(asked, folder);
        }
        if (store.exists(success()) && !append) {
            throw new MetisException("the output " + folder
                    + " is finished; add the files that it lacks by --append, or give another --output-dir");
        }
    }

    /** Makes the folder ready for batches. */
    void begin(JobRecord record) throws IOException {
        store.mkdirs(folder);
        record.write(store, recordFile());
        store.delete(success(), false);
    }

    /** The keys of the files that have latents. */
    Set<String> keys() throws IOException {
        if (!store.exists(latents())) {
            return Set.of();
        }
        List<String> keys = format.reader(spark.read().schema(PATHS))
                .load(latents().toString())
                .select(LatentTable.PATH)
                .as(Encoders.STRING())
                .collectAsList();
        return new HashSet<>(keys);
    }

    /** {@return a number above those of all batches that there are, committed or not} */
    int nextBatch() throws IOException {
        int last = 0;
        for (Path table : List.of(latents(), failures())) {
            for (Path batch : batches(table)) {
                last = Math.max(last, number(batch));
            }
        }
        return last + 1;
    }

    private List<Path> batches(Path table) throws IOException {
        List<Path> batches = new ArrayList<>();
        try {
            for (FileStatus child : store.listStatus(table)) {
                if (child.getPath().getName().matches(BATCH + "\\d{1,9}")) {
                    batches.add(child.getPath());
                }
            }
        } catch (FileNotFoundException e) {
            // There are none.
        }
        return batches;
    }

    private static int number(Path batch) {
        return Integer.parseInt(batch.getName().substring(BATCH.length()));
    }

    /** Writes the latents of a batch, which runs it. */
    void writeLatents(int batch, Dataset<Row> rows) {
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        format.columns().forEach(column -> columns.add(rows.col(column)));
        write(rows.select(columns.toArray(org.apache.spark.sql.Column[]::new)), latents(), batch);
    }

    /** Writes the failures of a batch, if there are any. */
    void writeFailures(int batch, List<Row> rows) {
        if (!rows.isEmpty()) {
            write(spark.createDataFrame(rows, FAILURES).coalesce(1), failures(), batch);
        }
    }

    private void write(Dataset<Row> rows, Path table, int batch) {
        format.writer(rows.write(), compress).save(new Path(table, BATCH + batch).toString());
    }

    /**
     * Takes off the list of failures what earlier runs put there of files that were tried again, and says that the output is
     * finished.
     *
     * @param firstBatch of this run
     * @param tried the keys of the files that this run went through
     */
    void finish(int firstBatch, Set<String> tried) throws IOException {
        List<Path> before = new ArrayList<>(batches(failures()));
        before.removeIf(batch -> number(batch) >= firstBatch);
        if (!before.isEmpty()) {
            List<Row> kept = format
                    .reader(spark.read().schema(FAILURES))
                    .load(before.stream().map(Path::toString).toArray(String[]::new))
                    .dropDuplicates(LatentTable.PATH)
                    .collectAsList()
                    .stream()
                    .filter(row -> !tried.contains(row.getString(0)))
                    .toList();
            writeFailures(nextBatch(), kept);
            for (Path batch : before) {
                store.delete(batch, true);
            }
        }
        store.create(success(), true).close();
    }
}
