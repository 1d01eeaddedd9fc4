package io.github.metis8d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.torch.cuda.KernelDevice;
import io.github.metis8d.torch.measure.KernelComparison;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kernels compute is what their twins compute. */
abstract class KernelsBesideTwins {
    /** Where the kernels run. */
    abstract KernelDevice kernels();

    /** Where LibTorch runs, to which the device belongs. */
    abstract String place();

    static List<KernelComparison.Case> cases() {
        return KernelComparison.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aKernelIsItsTwin(KernelComparison.Case it) {
        assertThat(new KernelComparison(kernels(), place()).error(it)).isLessThan(it.tolerance());
    }
}
