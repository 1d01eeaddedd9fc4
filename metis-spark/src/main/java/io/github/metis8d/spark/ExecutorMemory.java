package io.github.metis8d.spark;

import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;

/**
 * What an executor needs beside its Java heap, and whether Spark asks its cluster for so much. YARN and Kubernetes end a
 * process that takes more than it has asked for, which looks like a lost executor. Elsewhere there is no such limit.
 */
final class ExecutorMemory {
    private static final System.Logger LOG = System.getLogger(ExecutorMemory.class.getName());

    private static final String OVERHEAD = "spark.executor.memoryOverhead";

    /** LibTorch, OpenBLAS and FFmpeg, as they lie in memory. */
    private static final long LIBRARIES_MB = 512;

    /** The published weights in float32: 1.65 GB, and what a batch takes. */
    private static final long WEIGHTS_MB = 2048;

    /** CUDA's context and libraries, and pinned memory; an estimate. */
    private static final long GPU_MB = 1536;

    private ExecutorMemory() {}

    /**
     * Checks what Spark asks for.
     *
     * @throws IllegalArgumentException if that is too little for the model; the message says what to set
     */
    static void require(SparkConf conf, EncodingOptions options) {
        String master = conf.get("spark.master", "");
        if (!master.startsWith("yarn") && !master.startsWith("k8s")) {
            return;
        }
        long needed = neededMb(options);
        long given = overheadMb(conf, master);
        if (given < needed) {
            throw new IllegalArgumentException(
                    "an executor has " + given + " MB beside its Java heap, and the model and its"
                            + " libraries take about " + needed + " MB of native memory; set " + OVERHEAD + "=" + needed
                            + "m or more, or the cluster ends the executors");
        }
        LOG.log(Level.INFO, "{0} MB beside the heap of an executor, of which about {1} are needed", given, needed);
    }

    /** Roughly what native code takes in one executor. */
    static long neededMb(EncodingOptions options) {
        if (options.model(Path::normalize).equals(ModelSource.tinyRandom())) {
            return LIBRARIES_MB;
        }
        if (!options.devices().equals(List.of("cpu"))) {
            return LIBRARIES_MB + GPU_MB;
        }
        boolean half = options.precision() == Precision.BF16 || options.precision() == Precision.FP16;
        return LIBRARIES_MB + (half ? WEIGHTS_MB / 2 : WEIGHTS_MB);
    }

    /** As Spark reckons it. */
    private static long overheadMb(SparkConf conf, String master) {
        if (conf.contains(OVERHEAD)) {
            return conf.getSizeAsMb(OVERHEAD);
        }
        double share = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
        if (master.startsWith("k8s") && !conf.contains("spark.executor.memoryOverheadFactor")) {
            share = conf.getDouble("spark.kubernetes.memoryOverheadFactor", share);
        }
        long least = conf.getSizeAsMb("spark.executor.minMemoryOverhead", "384m");
        return Math.max(least, (long) (share * conf.getSizeAsMb("spark.executor.memory", "1g")));
    }
}
