package io.github.metis8d.cli.prove.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metis8d.cli.prove.process.Finding;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is measured of a GPU whose times are known. */
class HostClockTest {
    private static final Offset<Double> EXACTLY = within(1e-9);

    private static double number(Finding finding, String name) {
        return finding.number(name).orElseThrow();
    }

    @Test
    void ofASmallBatchTheGpuWaitsForLaunches() {
        VirtualGpu gpu = new VirtualGpu(0.001, 0.010, 0.004);
        Finding finding = LaunchesStep.measure(gpu.clock(), 2, gpu);
        assertThat(number(finding, LaunchesStep.LAUNCH)).isCloseTo(10, EXACTLY);
        assertThat(number(finding, LaunchesStep.ALONE)).isCloseTo(10, EXACTLY);
        assertThat(number(finding, LaunchesStep.DEVICE)).isCloseTo(4, EXACTLY);
        assertThat(number(finding, LaunchesStep.WAITING)).isCloseTo(0.6, EXACTLY);
        assertThat(number(finding, LaunchesStep.WAITING_IN_FLIGHT)).isCloseTo(0.6, EXACTLY);
    }

    @Test
    void ofALargeBatchItWaitsForItsBeginningOnlyAndInAJobForNothing() {
        VirtualGpu gpu = new VirtualGpu(0.002, 0.010, 0.038);
        Finding finding = LaunchesStep.measure(gpu.clock(), 240, gpu);
        assertThat(number(finding, LaunchesStep.ALONE)).isCloseTo(40, EXACTLY);
        assertThat(number(finding, LaunchesStep.DEVICE)).isCloseTo(38, EXACTLY);
        assertThat(number(finding, LaunchesStep.WAITING)).isCloseTo(0.05, EXACTLY);
        assertThat(number(finding, LaunchesStep.WAITING_IN_FLIGHT)).isZero();
    }

    @Test
    void twoInFlightHideWhatTheHostDoes() {
        VirtualGpu gpu = new VirtualGpu(0.010, 0.010, 0.030);
        Finding finding = TransfersStep.measure(gpu.clock(), 240, 8);
        assertThat(number(finding, TransfersStep.BATCH_SECONDS)).isEqualTo(240);
        assertThat(number(finding, TransfersStep.ONE)).isCloseTo(240 / 0.040, EXACTLY);
        // Of eight batches only the first is waited for: 10 ms + 8 x 30 ms.
        assertThat(number(finding, TransfersStep.TWO)).isCloseTo(8 * 240 / 0.250, EXACTLY);
        assertThat(number(finding, TransfersStep.GAIN)).isCloseTo(0.320 / 0.250, EXACTLY);
    }
}
