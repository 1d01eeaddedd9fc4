package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metis8d.DeviceUnavailableException;
import io.github.metis8d.Latents;
import io.github.metis8d.ModelSource;
import io.github.metis8d.Precision;
import io.github.metis8d.torch.checkpoint.ModelParts;
import io.github.metis8d.torch.runtime.Processor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every cell of the table, whatever processor the machine has. */
class ComputePathTest {
    private static final List<Golden> CLIPS = Golden.staged().limit(4).toList();

    @AfterEach
    void forceNothing() {
        System.clearProperty(Processor.PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({
        "plain, FP32, LibTorch float32, fused float32, BLAS",
        "plain, TF32, LibTorch float32, fused float32, BLAS",
        "plain, BF16, LibTorch bfloat16, fused float32, BLAS",
        "plain, FP16, LibTorch float16, fused float32, BLAS",
        "onednn, FP32, oneDNN float32, fused float32, BLAS",
        "onednn, TF32, oneDNN float32, fused float32, BLAS",
        "onednn, BF16, oneDNN bfloat16, fused float32, BLAS",
        "onednn, FP16, oneDNN float16, fused float32, BLAS",
        "avx512, FP32, oneDNN float32, separate float32, oneDNN",
        "avx512, TF32, oneDNN float32, separate float32, oneDNN",
        "avx512, BF16, oneDNN bfloat16, separate float32, oneDNN",
        "avx512, FP16, oneDNN float16, separate float32, oneDNN",
        "avx512_bf16, FP32, oneDNN float32, separate float32, oneDNN",
        "avx512_bf16, TF32, oneDNN bfloat16 in feed-forward modules, separate float32, oneDNN",
        "avx512_bf16, BF16, oneDNN bfloat16, separate bfloat16, oneDNN",
        "avx512_bf16, FP16, oneDNN float16, separate float32, oneDNN",
        "amx, FP32, oneDNN float32, fused float32, BLAS",
        "amx, TF32, oneDNN float32, fused bfloat16, oneDNN",
        "amx, BF16, oneDNN bfloat16, fused bfloat16, BLAS",
        "amx, FP16, oneDNN float16, fused float16, BLAS"
    })
    void onTheCpu(String kind, Precision precision, String linear, String attention, String float32) {
        ComputePath path = ComputePath.onCpu(Processor.ofKind(kind, 2), precision);
        assertThat(path)
                .hasToString("%s: linear layers %s, attention %s, other float32 products %s"
                        .formatted(kind, linear, attention, float32));
        assertThat(path.batchSeconds()).isEqualTo(30);
        assertThat(path.batchesInFlight()).isEqualTo(1);
        assertThat(path.kernelTolerance()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FP32, float32, cuBLAS, 1e-4",
        "TF32, float32, cuBLAS in TF32, 1e-2",
        "BF16, bfloat16, cuBLAS, 2e-2",
        "FP16, float16, cuBLAS, 2e-2"
    })
    void onAGpu(Precision precision, String format, String float32, double tolerance) {
        ComputePath path = ComputePath.of("cuda:0", precision);
        assertThat(path)
                .hasToString(("gpu: linear layers LibTorch %s, attention fused %s or a kernel,"
                                + " other float32 products %s")
                        .formatted(format, format, float32));
        assertThat(path.batchSeconds()).isEqualTo(240);
        assertThat(path.batchesInFlight()).isEqualTo(2);
        assertThat(path.kernelTolerance()).contains(tolerance);
    }

    static Stream<Arguments> cells() {
        return Processor.KINDS.stream()
                .flatMap(kind -> Arrays.stream(Precision.values()).map(precision -> Arguments.of(kind, precision)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void givesTheAnswersOfTheReference(String kind, Precision precision) {
        List<Latents> answers = encode(kind, precision);
        for (int i = 0; i < CLIPS.size(); i++) {
            assertThat(Golden.relativeError(
                            answers.get(i).values(), CLIPS.get(i).latents()))
                    .as(CLIPS.get(i).clip())
                    .isLessThan(precision == Precision.FP32 ? 2e-5 : TestDevice.tolerance(precision));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "onednn", "avx512"})
    void tf32IsFp32WhereNothingFasterIsThere(String kind) {
        List<Latents> fp32 = encode(kind, Precision.FP32);
        List<Latents> tf32 = encode(kind, Precision.TF32);
        for (int i = 0; i < CLIPS.size(); i++) {
            assertThat(tf32.get(i).values()).isEqualTo(fp32.get(i).values());
        }
    }

    private static List<Latents> encode(String kind, Precision precision) {
        Processor processor = Processor.ofKind(kind, Processor.ofMachine().cores());
        processor.unfit().ifPresent(reason -> assumeTrue(false, reason));
        try (BuiltInModel tiny = new BuiltInModel(ModelSource.tinyRandom());
                TorchBackend backend = TorchBackend.open(
                        () -> ModelParts.open(tiny.checkpoint()), "cpu", ComputePath.onCpu(processor, precision))) {
            return CLIPS.stream()
                    .map(clip -> backend.encode(List.of(clip.samples())).get(0))
                    .toList();
        }
    }

    @Test
    void thePropertyTakesAnotherRow() {
        System.setProperty(Processor.PROPERTY, "plain");
        assertThat(ComputePath.of("cpu", Precision.FP32).where()).isEqualTo("plain");
        System.clearProperty(Processor.PROPERTY);
        assertThat(ComputePath.of("cpu", Precision.FP32).where())
                .isEqualTo(Processor.ofMachine().kind());
    }

    @Test
    void aRowThatIsNotThereIsNamedWithThoseThatAre() {
        System.setProperty(Processor.PROPERTY, "avx1024");
        assertThatThrownBy(() -> new TorchBackendProvider().open(ModelSource.tinyRandom(), "cpu", Precision.FP32))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("metis.processor is \"avx1024\"")
                .hasMessageContaining("[plain, onednn, avx512, avx512_bf16, amx]");
    }
}
