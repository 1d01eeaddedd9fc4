package io.github.metis8d.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors that are processes of their own, start at once on a native cache that is empty, and of which one is killed. */
class LostExecutorTest {
    private static final int FILES = 80;
    private static final int TASKS = 16;

    @TempDir
    private Path temp;

    @Test
    void isWholeWhenAnExecutorIsKilledInTheMidst() throws IOException {
        Path folder = temp.resolve("speech");
        Speech.write(folder, FILES);
        Path written = temp.resolve("latents.parquet");
        AtomicInteger lost = new AtomicInteger();
        Map<String, Row> rows;
        try (SparkSession spark = Cluster.of(2, 1)
                .config("spark.executor.extraJavaOptions", "-Dorg.bytedeco.javacpp.cachedir=" + temp.resolve("cache"))
                .getOrCreate()) {
            spark.sparkContext().addSparkListener(new Killer(lost));
            List<String> paths = IntStream.range(0, FILES)
                    .mapToObj(i -> folder.resolve("clip-" + i + ".wav").toString())
                    .toList();
            Dataset<Row> files = spark.createDataset(paths, Encoders.STRING()).toDF("path");
            new LatentTransformer()
                    .option("model", ModelSource.TINY_RANDOM)
                    .option("device", "cpu")
                    .option("partitions", "" + TASKS)
                    .transform(files)
                    .write()
                    .parquet(written.toString());
            rows = Rows.byName(spark.read().parquet(written.toString()));
        }
        assertThat(lost).as("executors that were killed").hasValueGreaterThan(0);
        Reference reference = Reference.of(folder);
        assertThat(Rows.latents(rows)).isEqualTo(reference.latents());
        assertThat(Rows.kinds(rows)).isEmpty();
    }

    /** Kills one executor, once the first task is done that encodes. */
    private static final class Killer extends SparkListener {
        private final AtomicInteger lost;
        private boolean done;

        Killer(AtomicInteger lost) {
            this.lost = lost;
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd task) {
            boolean encodes = task.taskInfo().accumulables().exists(counter -> counter.name()
                    .contains("metis files"));
            if (encodes && !done) {
                done = true;
                Cluster.executors().get(0).destroyForcibly();
            }
        }

        @Override
        public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
            if (!executor.reason().contains("shutdown")) {
                lost.incrementAndGet();
            }
        }
    }
}
