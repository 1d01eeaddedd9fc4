package io.github.metis8d.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import py4j.reflection.MethodInvoker;
import py4j.reflection.ReflectionEngine;

/** The calls that PySpark's lines in docs/spark.md make, as its gateway finds them: by name and arguments alone. */
class PythonGatewayTest {
    private final ReflectionEngine gateway = new ReflectionEngine();

    @TempDir
    private Path temp;

    private Object call(Object target, String method, Object... arguments) {
        MethodInvoker found = gateway.getMethod(target, method, arguments);
        return gateway.invoke(target, found, arguments);
    }

    @Test
    void transformsADataset() throws IOException {
        Path speech = temp.resolve("a.wav");
        Speech.write(speech, Speech.wav(1, 0.5));
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.warehouse.dir", temp.resolve("warehouse").toString())
                .getOrCreate()) {
            Object[] nothing = {};
            MethodInvoker constructor = gateway.getConstructor(LatentTransformer.class.getName(), nothing);
            Object transformer = gateway.invoke(null, constructor, nothing);
            transformer = call(transformer, "option", "model", "tiny-random");
            transformer = call(transformer, "option", "device", "cpu");
            Object files = spark.createDataset(List.of(speech.toString()), Encoders.STRING())
                    .toDF("path");
            Dataset<?> latents = (Dataset<?>) call(transformer, "transform", files);
            assertThat(latents.columns()).containsExactly("path", "seconds", "frames", "latents", "failure");
            assertThat(((Row) latents.first()).<Integer>getAs("frames")).isPositive();
        }
    }
}
