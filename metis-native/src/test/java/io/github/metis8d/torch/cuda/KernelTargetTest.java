package io.github.metis8d.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTargetTest {
    /** What NVRTC 13.1 knows. */
    private static final int[] KNOWN = {75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};

    @ParameterizedTest
    @CsvSource({
        "8, 0, sm_80",
        "9, 0, sm_90",
        "12, 1, sm_121",
        // newer than all
        "12, 9, compute_121",
        "13, 0, compute_121",
        // left out between others
        "8, 2, compute_80",
        "10, 1, compute_100"
    })
    void machineCodeForAGpuThatIsKnownAndOtherwiseWhatTheDriverTranslatesForTheNewestBeforeIt(
            int major, int minor, String target) {
        assertThat(KernelTarget.of(major, minor, KNOWN)).hasToString(target);
    }

    @Test
    void aCompilerThatKnowsNewerGpusOnlyIsOfNoUse() {
        assertThatThrownBy(() -> KernelTarget.of(8, 0, 90, 100))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("8.0")
                .hasMessageContaining("[90, 100]");
    }
}
