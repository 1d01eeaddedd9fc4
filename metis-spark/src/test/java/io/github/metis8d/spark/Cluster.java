package io.github.metis8d.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Spark with executors that are processes of their own, on this machine. */
final class Cluster {
    private Cluster() {}

    /**
     * Settings of a session whose executors have the class path of the tests.
     *
     * @param executors how many
     * @param cores of each
     * @param first folders that come before the class path
     */
    static SparkSession.Builder of(int executors, int cores, Path... first) throws IOException {
        // Spark looks for this folder before it starts a process; what else would be in it is on the class path.
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        StringBuilder classPath = new StringBuilder();
        List.of(first)
                .forEach(folder -> classPath.append(folder.toAbsolutePath()).append(File.pathSeparator));
        for (String entry : own.split(File.pathSeparator)) {
            classPath.append(Path.of(entry).toAbsolutePath()).append(File.pathSeparator);
        }
        return SparkSession.builder()
                .master("local-cluster[" + executors + "," + cores + ",1024]")
                .config("spark.ui.enabled", "false")
                .config("spark.executor.memory", "1g")
                // They live for seconds, most of which the compilers would take otherwise.
                .config("spark.executor.defaultJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
                .config("spark.sql.codegen.wholeStage", "false")
                .config("spark.executor.extraClassPath", classPath.toString())
                .config("spark.plugins", MetisPlugin.class.getName());
    }

    /** The processes of the executors that this one has started: the only ones of Java. */
    static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .toList();
    }
}
