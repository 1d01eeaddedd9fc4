package io.github.metis8d.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;

/** What in a cluster's settings costs more than people expect. */
final class SettingsAdvice {
    private SettingsAdvice() {}

    /**
     * Looks at the settings.
     *
     * @param local whether all runs in this process
     * @return what to set and why, a sentence each
     */
    static List<String> of(SparkConf conf, boolean local) {
        List<String> advice = new ArrayList<>();
        boolean gpus = conf.contains("spark.executor.resource.gpu.amount");
        if (local) {
            return advice;
        }
        if (!gpus && !conf.contains("spark.executorEnv.OMP_NUM_THREADS")) {
            advice.add("Spark sets OMP_NUM_THREADS of the executors to spark.task.cpus, and so the CPU encodes on "
                    + conf.get("spark.task.cpus", "1") + " core, whatever an executor has; to encode on CPUs, set"
                    + " spark.executorEnv.OMP_NUM_THREADS to the cores of an executor");
        }
        if (gpus && !conf.getBoolean("spark.excludeOnFailure.enabled", false)) {
            advice.add("a task whose GPU failed may be tried again on the same one until the job fails; set"
                    + " spark.excludeOnFailure.enabled=true, and Spark tries elsewhere");
        }
        return advice;
    }
}
