package io.github.metis8d.cli.prove.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.RecordedLog;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepContext;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.torch.TorchBackendProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps with the small model on the CPU, in this process. */
class StepsOnCpuTest {
    @TempDir
    private Path temp;

    private RecordedLog recorded;

    @BeforeEach
    void record() {
        recorded = new RecordedLog(temp);
    }

    private StepContext context(String device, Duration time) {
        return new StepContext(device, Scale.QUICK, System.nanoTime() + time.toNanos(), recorded.log());
    }

    private static Metis8dEncoder.Builder tiny() {
        return Metis8dEncoder.builder().model(ModelSource.tinyRandom()).device("cpu");
    }

    @Test
    void theMachineIsTold() {
        new MachineStep().run(context("cpu", Duration.ofHours(1)));
        assertThat(recorded.problems()).isEmpty();
        assertThat(recorded.findings())
                .extracting(finding -> finding.text(MachineStep.WHAT))
                .contains("system", "Java", "processor", "driver", "LibTorch");
    }

    @Test
    void theAnswersAreThoseOfPython() {
        new AnswersStep().run(context("cpu", Duration.ofHours(1)));
        assertThat(recorded.problems()).isEmpty();
        assertThat(recorded.findings())
                .extracting(finding -> finding.text(AnswersStep.PRECISION))
                .containsExactly("fp32", "bf16");
        Finding exact = recorded.findings().get(0);
        assertThat(exact.number(AnswersStep.ALONE).orElseThrow()).isPositive().isLessThan(1e-5);
        assertThat(exact.values())
                .containsEntry(AnswersStep.SAME_BITS, true)
                .doesNotContainKey(AnswersStep.TWO_DEVICES);
    }

    @Test
    void withoutTimeWhatIsLeftOutIsNoted() {
        new SpeedStep().run(context("cpu", Duration.ZERO));
        assertThat(recorded.findings()).isEmpty();
        assertThat(recorded.notes())
                .containsExactly("bf16 was left out for want of time", "fp32 was left out for want of time");
    }

    @Test
    void aLongClipIsEncodedAndItsRowsAreCounted() {
        try (Metis8dEncoder encoder = tiny().build()) {
            HourStep.encode(encoder, Finding.of(HourStep.PRECISION, "fp32"), 20, recorded.log());
        }
        assertThat(recorded.problems()).isEmpty();
        assertThat(recorded.findings().get(0).number(HourStep.SPEED).orElseThrow())
                .isPositive();
    }

    @Test
    void aTreeIsExtracted() throws Exception {
        NoiseFiles.write(Files.createDirectory(temp.resolve("audio")), 7);
        WatchedDevice device = new WatchedDevice(new TorchBackendProvider());
        try (Metis8dEncoder encoder = tiny().backend(device).build()) {
            ExtractionStep.extract(
                    encoder, device, temp, Finding.of(ExtractionStep.SPEED_FROM_MEMORY, 1e6), recorded.log());
        }
        assertThat(recorded.problems()).isEmpty();
        Finding finding = recorded.findings().get(0);
        assertThat(finding.number(ExtractionStep.FILES)).contains(7.0);
        assertThat(finding.number(ExtractionStep.BUSY).orElseThrow()).isBetween(0.0, 1.0);
        assertThat(device.busySeconds()).isPositive();
        assertThat(device.outOfMemory()).isZero();
    }

    @Test
    void filesBeyondTheDifferentOnesAreLinks() throws Exception {
        NoiseFiles.write(temp, 1003);
        Path first = temp.resolve("part_000/0000002.wav");
        Path link = temp.resolve("part_001/0001002.wav");
        assertThat(Files.isSameFile(first, link)).isTrue();
        float[] samples = new AudioDecoder().decode(link);
        assertThat(samples.length / (double) Metis8dEncoder.SAMPLE_RATE).isBetween(1.0, 30.0);
    }

    @Test
    void noiseOfAnyLengthIsThere() {
        assertThat(Noise.seconds(10)).hasSize(160_000).doesNotContain(Float.NaN);
        assertThat(Noise.seconds(10)[159_999]).isNotZero();
        List<float[]> clips = Noise.clips(2, 3);
        assertThat(clips).hasSize(3).allSatisfy(clip -> assertThat(clip).isSameAs(clips.get(0)));
    }
}
