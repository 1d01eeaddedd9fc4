package io.github.metis8d.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs as Spark has them: a machine with two, which a script tells of. */
class GpuResourceTest {
    private static final int FILES = 60;

    @TempDir
    private Path temp;

    private Path record;

    @BeforeEach
    void prepare() throws IOException {
        assumeThat(Path.of("/bin/sh")).exists();
        record = Files.createDirectories(temp.resolve("record"));
        Speech.write(temp.resolve("speech"), FILES);
    }

    private Map<String, Latents> encode(int executors, int cores, String gpusOfExecutor, String gpusOfTask)
            throws IOException {
        Path script = temp.resolve("gpus.sh");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        try (SparkSession spark = Cluster.of(1, executors * cores, Path.of("src/test/fake-gpus"))
                .config("spark.executor.cores", cores)
                .config("spark.executor.memory", 1024 / executors + "m")
                .config("spark.cores.max", executors * cores)
                .config("spark.worker.resource.gpu.amount", "2")
                .config("spark.worker.resource.gpu.discoveryScript", script.toString())
                .config("spark.executor.resource.gpu.amount", gpusOfExecutor)
                .config("spark.task.resource.gpu.amount", gpusOfTask)
                .config("spark.executor.extraJavaOptions", "-D" + FakeGpus.RECORD + "=" + record)
                .getOrCreate()) {
            List<String> paths = IntStream.range(0, FILES)
                    .mapToObj(i -> temp.resolve("speech/clip-" + i + ".wav").toString())
                    .toList();
            Dataset<Row> files = spark.createDataset(paths, Encoders.STRING()).toDF("path");
            LatentTransformer transformer = new LatentTransformer()
                    .option("model", ModelSource.TINY_RANDOM)
                    .option("partitions", "12");
            return Rows.latents(Rows.byName(transformer.transform(files)));
        }
    }

    private List<String> told(String what) throws IOException {
        try (Stream<Path> files = Files.list(record)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(what))
                    .map(name -> name.split(" ")[2])
                    .sorted()
                    .toList();
        }
    }

    private static Set<Integer> column(Collection<Latents> latents, int column) {
        return latents.stream().map(clip -> (int) clip.get(0, column)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void anExecutorOpensEachOfItsGpusOnceWhoseTasksShareIt() throws IOException {
        Map<String, Latents> latents = encode(1, 4, "2", "0.5");
        assertThat(latents).hasSize(FILES);
        assertThat(told("opened")).containsExactly("0", "1");
        assertThat(told("closed")).containsExactly("0", "1");
        assertThat(column(latents.values(), 0)).containsExactly(0, 1);
        assertThat(column(latents.values(), 1)).as("processes").hasSize(1);
    }

    @Test
    void executorsHaveEachAGpuOfTheirOwn() throws IOException {
        Map<String, Latents> latents = encode(2, 1, "1", "1");
        assertThat(latents).hasSize(FILES);
        assertThat(told("opened")).containsExactly("0", "1");
        latents.values().stream()
                .collect(Collectors.groupingBy(clip -> clip.get(0, 0)))
                .forEach((gpu, clips) -> assertThat(column(clips, 1))
                        .as("processes of GPU " + gpu)
                        .hasSize(1));
    }
}
