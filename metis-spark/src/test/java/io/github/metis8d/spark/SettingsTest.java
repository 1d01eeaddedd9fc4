package io.github.metis8d.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.DeviceUnavailableException;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

/** What a task and an executor are given by Spark, and whether that is enough. */
class SettingsTest {
    private static final List<String> ALL = List.of("cuda:all");
    private static final EncodingOptions ON_CPU = EncodingOptions.defaults().with("device", "cpu");

    private static Map<String, ResourceInformation> gpus(String... addresses) {
        return Map.of("gpu", new ResourceInformation("gpu", addresses));
    }

    private static SparkConf master(String master) {
        return new SparkConf(false).set("spark.master", master);
    }

    @Test
    void theDeviceIsTheAddressOfTheTask() {
        assertThat(TaskDevices.of(ALL, gpus("1"), null)).containsExactly("cuda:1");
        assertThat(TaskDevices.of(ALL, gpus("3", "2"), null)).containsExactly("cuda:2", "cuda:3");
    }

    @Test
    void withoutGpusOfSparkTheDeviceIsAsNamed() {
        assertThat(TaskDevices.of(ALL, Map.of(), null)).containsExactly("cuda:all");
        assertThat(TaskDevices.of(List.of("cpu"), gpus("1"), null)).containsExactly("cpu");
        assertThat(TaskDevices.of(List.of("cuda:0"), Map.of(), "1,2")).containsExactly("cuda:0");
    }

    @Test
    void cudaCountsTheGpusThatTheProcessSees() {
        assertThat(TaskDevices.of(ALL, gpus("3"), "2,3")).containsExactly("cuda:1");
        assertThat(TaskDevices.of(ALL, gpus("GPU-b"), "GPU-a, GPU-b")).containsExactly("cuda:1");
        assertThatThrownBy(() -> TaskDevices.of(ALL, gpus("0"), "2,3"))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("CUDA_VISIBLE_DEVICES=2,3 hides it");
        assertThatThrownBy(() -> TaskDevices.of(ALL, gpus("GPU-a"), null))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("no number");
    }

    @Test
    void refusesTooLittleMemoryWhereTheClusterCountsIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutorMemory.require(master("yarn"), ON_CPU))
                .withMessageContaining("384 MB")
                .withMessageContaining("spark.executor.memoryOverhead=2560m");
        SparkConf enough = master("k8s://https://host").set("spark.executor.memoryOverhead", "3g");
        assertThatCode(() -> ExecutorMemory.require(enough, ON_CPU)).doesNotThrowAnyException();
        SparkConf share = master("yarn").set("spark.executor.memory", "30g");
        assertThatCode(() -> ExecutorMemory.require(share, ON_CPU)).doesNotThrowAnyException();
        assertThatCode(() -> ExecutorMemory.require(master("spark://host"), ON_CPU))
                .doesNotThrowAnyException();
    }

    @Test
    void needsLessForFewerBits() {
        assertThat(ExecutorMemory.neededMb(ON_CPU.with("precision", "bf16")))
                .isLessThan(ExecutorMemory.neededMb(ON_CPU));
        assertThat(ExecutorMemory.neededMb(ON_CPU.with("model", "tiny-random")))
                .isLessThan(ExecutorMemory.neededMb(ON_CPU.with("precision", "bf16")));
    }

    @Test
    void advisesOnThreadsAndOnGpusThatFail() {
        assertThat(SettingsAdvice.of(master("yarn"), false))
                .singleElement()
                .asString()
                .contains("OMP_NUM_THREADS");
        SparkConf gpus = master("yarn").set("spark.executor.resource.gpu.amount", "1");
        assertThat(SettingsAdvice.of(gpus, false)).singleElement().asString().contains("spark.excludeOnFailure");
        assertThat(SettingsAdvice.of(gpus.set("spark.excludeOnFailure.enabled", "true"), false))
                .isEmpty();
        assertThat(SettingsAdvice.of(master("local[2]"), true)).isEmpty();
    }
}
