package io.github.metis8d.spark;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.io.audio.AudioDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** A task: the files of one partition to rows of {@link LatentTable}. */
final class PartitionEncoder implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final EncodingOptions options;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final EncodingCounts counts;

    /**
     * @param hadoop how the stores are reached that the paths name
     * @param counts told of each row
     */
    PartitionEncoder(EncodingOptions options, Broadcast<SerializableConfiguration> hadoop, EncodingCounts counts) {
        this.options = options;
        this.hadoop = hadoop;
        this.counts = counts;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> files) {
        TaskContext task = TaskContext.get();
        List<String> devices =
                TaskDevices.of(options.devices(), task.resourcesJMap(), System.getenv("CUDA_VISIBLE_DEVICES"));
        ExecutorEncoders.Loan encoder = ExecutorEncoders.ofProcess()
                .borrow(new ExecutorEncoders.Key(options.encoder(), devices), () -> open(devices));
        TaskCompletionListener giveBack = context -> encoder.close();
        task.addTaskCompletionListener(giveBack);
        AudioDecoder decoder = new AudioDecoder(options.maxDuration(), options.refusesDamaged());
        RowsAhead rows = new RowsAhead(
                new AudioRows(files, hadoop.value().value()),
                decoder,
                encoder,
                Math.max(1, task.cpus()),
                task::isInterrupted,
                options.maxFailuresInARow());
        // Listeners run in reverse order: nothing is under way any more when the encoder is given back.
        TaskCompletionListener stop = context -> rows.close();
        task.addTaskCompletionListener(stop);
        return counts.counting(rows);
    }

    private Metis8dEncoder open(List<String> devices) {
        Metis8dEncoder.Builder builder = Metis8dEncoder.builder()
                .model(options.model(PartitionEncoder::place))
                .device(devices.toArray(String[]::new))
                .precision(options.precision());
        if (options.maxBatchSeconds() > 0) {
            builder.maxBatchSeconds(options.maxBatchSeconds());
        }
        return builder.build();
    }

    /** A relative path may be in the task's working folder, or among what Spark has brought by --files and --archives. */
    private static Path place(Path path) {
        if (path.isAbsolute() || Files.exists(path)) {
            return path;
        }
        Path brought = Path.of(SparkFiles.get(path.toString()));
        return Files.exists(brought) ? brought : path;
    }
}
