package io.github.metis8d.torch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.globalContext;

import java.util.concurrent.CompletableFuture;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class Float32ProductsTest {
    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aGpuDoesNotWaitForTheCpuThatWantsAnotherSetting() {
        try (Float32Products.Hold cpu = Float32Products.CPU_ONEDNN.hold()) {
            for (Float32Products products : new Float32Products[] {
                Float32Products.GPU_FLOAT32, Float32Products.GPU_TF32, Float32Products.GPU_FLOAT32
            }) {
                try (Float32Products.Hold gpu = products.hold()) {
                    assertThat(set(Float32Backend.MKLDNN)).isEqualTo(Float32Precision.BF16);
                    assertThat(set(Float32Backend.CUDA))
                            .isEqualTo(
                                    products == Float32Products.GPU_TF32
                                            ? Float32Precision.TF32
                                            : Float32Precision.IEEE);
                    assertThat(globalContext().allowTF32CuBLAS()).isEqualTo(products == Float32Products.GPU_TF32);
                    assertThat(globalContext().allowTF32CuDNN()).isEqualTo(products == Float32Products.GPU_TF32);
                }
            }
        }
    }

    @Test
    void computationsThatWantTheSameRunSideBySide() {
        try (Float32Products.Hold one = Float32Products.CPU_BLAS.hold();
                Float32Products.Hold other = Float32Products.CPU_BLAS.hold()) {
            assertThat(set(Float32Backend.MKLDNN)).isEqualTo(Float32Precision.IEEE);
        }
    }

    @Test
    void theSettingIsLeftToAComputationUntilItEnds() {
        CompletableFuture<Float32Precision> next;
        try (Float32Products.Hold hold = Float32Products.CPU_BLAS.hold()) {
            next = CompletableFuture.supplyAsync(() -> {
                try (Float32Products.Hold other = Float32Products.CPU_ONEDNN.hold()) {
                    return set(Float32Backend.MKLDNN);
                }
            });
            for (int i = 0; i < 100; i++) {
                Thread.onSpinWait();
                assertThat(set(Float32Backend.MKLDNN)).isEqualTo(Float32Precision.IEEE);
            }
            assertThat(next).isNotDone();
        }
        assertThat(next.join()).isEqualTo(Float32Precision.BF16);
    }

    private static Float32Precision set(Float32Backend backend) {
        return globalContext().float32Precision(backend, Float32Op.MATMUL).intern();
    }
}
