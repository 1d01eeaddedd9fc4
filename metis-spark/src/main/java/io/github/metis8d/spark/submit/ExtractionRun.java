package io.github.metis8d.spark.submit;

import io.github.metis8d.io.job.ExtractionSummary;
import io.github.metis8d.spark.EncodingCounts;
import io.github.metis8d.spark.LatentTable;
import io.github.metis8d.spark.LatentTransformer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Goes through a list of files once, batch after batch. Two are at work at a time: when the last tasks of one leave executors
 * idle, those of the next begin.
 */
final class ExtractionRun {
    private static final System.Logger LOG = System.getLogger(ExtractionRun.class.getName());
    private static final int BATCHES_AT_ONCE = 2;
    private static final int TASKS_FOR_EACH_SLOT = 4;
    private static final int SECONDS_BETWEEN_MESSAGES = 30;
    private static final String GROUP = "metis";
    private static final StructType PATHS = new StructType().add(LatentTable.PATH, DataTypes.StringType);

    private final SparkSession spark;
    private final LatentTransformer transformer;
    private final OutputTables output;
    private final Path root;
    private final EncodingCounts counts;
    private final BatchSize size;
    private final long start = System.nanoTime();
    /** Rows of the tables of failures. */
    private long noted;

    /**
     * @param root the folder that the files' keys start from
     * @param batchTime how long a batch shall take
     */
    ExtractionRun(
            SparkSession spark, LatentTransformer transformer, OutputTables output, Path root, Duration batchTime) {
        this.spark = spark;
        this.transformer = transformer;
        this.output = output;
        this.root = root;
        this.counts = LatentTransformer.counts(spark.sparkContext());
        this.size = new BatchSize(batchTime, start);
    }

    /**
     * A batch that is committed.
     *
     * @param noted its files that failed, or of which something was lost
     */
    private record Done(Batch batch, int noted) {}

    /**
     * Encodes the files and commits what came of them.
     *
     * @param firstBatch the number of the first batch
     * @throws ExecutionException if a batch could not be done, with why; those that were committed are kept
     */
    ExtractionSummary run(List<ListedFile> files, int firstBatch) throws ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(BATCHES_AT_ONCE);
        CompletionService<Done> batches = new ExecutorCompletionService<>(threads);
        try {
            int next = 0;
            int number = firstBatch;
            int atWork = 0;
            while (next < files.size() || atWork > 0) {
                while (next < files.size() && atWork < BATCHES_AT_ONCE) {
                    Batch batch = cut(files.subList(next, files.size()), number++);
                    batches.submit(() -> encode(batch));
                    next += batch.files();
                    atWork++;
                }
                Future<Done> done = batches.poll(SECONDS_BETWEEN_MESSAGES, TimeUnit.SECONDS);
                if (done != null) {
                    committed(done.get());
                    atWork--;
                }
                LOG.log(Level.INFO, "{0}", progress(files.size()));
            }
            return summary();
        } catch (ExecutionException e) {
            // The other batch would not end better, or cannot be told of.
            spark.sparkContext().cancelJobGroup(GROUP);
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }

    private Batch cut(List<ListedFile> files, int number) {
        int slots = slots();
        long wanted = size.next(slots);
        long work = 0;
        int count = 0;
        while (count < files.size() && (count == 0 || work < wanted)) {
            work += files.get(count++).work();
        }
        return Batch.of(number, files.subList(0, count), slots * TASKS_FOR_EACH_SLOT);
    }

    /** How many tasks run at a time, as far as executors have come by now. */
    private int slots() {
        SparkContext context = spark.sparkContext();
        return Math.max(1, context.defaultParallelism() / context.conf().getInt("spark.task.cpus", 1));
    }

    private Done encode(Batch batch) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        context.setJobGroup(GROUP, batch.toString(), true);
        String prefix = AudioListing.prefix(root);
        JavaRDD<Row> paths = context.parallelize(batch.tasks(), batch.tasks().size())
                .flatMap(task -> task.stream()
                        .map(file -> RowFactory.create(prefix + file.key()))
                        .iterator());
        FailureNotes failures = new FailureNotes(spark.sparkContext(), prefix.length());
        Dataset<Row> encoded = transformer
                .transform(spark.createDataFrame(paths, PATHS), counts)
                .filter(failures);
        // Counts characters as Spark does, from 1.
        int keyStart = prefix.codePointCount(0, prefix.length()) + 1;
        output.writeLatents(
                batch.number(),
                encoded.withColumn(
                        LatentTable.PATH, functions.expr("substring(" + LatentTable.PATH + ", " + keyStart + ")")));
        output.writeFailures(batch.number(), failures.rows());
        return new Done(batch, failures.rows().size());
    }

    private void committed(Done done) {
        size.ended(done.batch().work(), System.nanoTime());
        noted += done.noted();
        LOG.log(Level.INFO, "{0}: committed", done.batch());
    }

    private String progress(int files) {
        ExtractionSummary now = summary();
        int done = now.encoded() + now.failed();
        return String.format(
                Locale.ROOT,
                "%d of %d files, %d failed, %.2f files a second, %.1f x real time, %s",
                done,
                files,
                now.failed(),
                now.filesPerSecond(),
                now.timesRealTime(),
                done == 0
                        ? "time left unknown"
                        : now.elapsed()
                                        .multipliedBy(files - done)
                                        .dividedBy(done)
                                        .toMinutes() + " min left");
    }

    private ExtractionSummary summary() {
        int failed = Math.toIntExact(counts.failures());
        int encoded = Math.toIntExact(counts.files()) - failed;
        // Files of which something was lost are noted with those that failed, batch by batch.
        int damaged = Math.toIntExact(Math.max(0, noted - failed));
        return new ExtractionSummary(
                encoded, damaged, failed, counts.seconds(), Duration.ofNanos(System.nanoTime() - start));
    }
}
