package io.github.metis8d.cli.prove.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.DeviceOutOfMemoryException;
import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.RecordedLog;
import io.github.metis8d.spi.Backend;
import io.github.metis8d.spi.BackendDescription;
import io.github.metis8d.spi.BackendProvider;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that is short, on a device that has none. */
class MemoryStepTest {
    @TempDir
    private Path temp;

    private RecordedLog recorded;

    @BeforeEach
    void record() {
        recorded = new RecordedLog(temp);
    }

    /** A device on which batches of so many seconds fit, and whose answers are wrong once one did not, or not. */
    private static BackendProvider device(double fitting, boolean wrongAfterwards) {
        return (model, name, precision) -> new Backend() {
            private boolean refused;

            @Override
            public List<Latents> encode(List<float[]> clips) {
                double seconds = clips.stream().mapToDouble(clip -> clip.length).sum() / Metis8dEncoder.SAMPLE_RATE;
                if (seconds > fitting) {
                    refused = true;
                    throw new DeviceOutOfMemoryException("no room for " + seconds + " s", null);
                }
                float factor = refused && wrongAfterwards ? 1.1f : 1;
                return clips.stream().map(clip -> answer(clip, factor)).toList();
            }

            private Latents answer(float[] clip, float factor) {
                float[] values = Arrays.copyOf(clip, Latents.DIMENSIONS);
                for (int i = 0; i < values.length; i++) {
                    values[i] *= factor;
                }
                return new Latents(values);
            }

            @Override
            public BackendDescription description() {
                return new BackendDescription(name, 240, 1);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void whatDoesNotFitIsCountedAndTheAnswersAreCompared() {
        MemoryStep.provoke(device(100, false), "cuda:0", 600, recorded.log());
        Finding finding = recorded.findings().get(0);
        // 600 s, two of 300 s, and four of 150 s.
        assertThat(finding.number(MemoryStep.REFUSED)).contains(7.0);
        assertThat(finding.number(MemoryStep.ERROR)).contains(0.0);
        assertThat(finding.number(MemoryStep.ERROR_AFTERWARDS)).contains(0.0);
        assertThat(recorded.problems()).isEmpty();
    }

    @Test
    void memoryThatIsNotShortShowsNothing() {
        MemoryStep.provoke(device(1e9, false), "cuda:0", 600, recorded.log());
        assertThat(recorded.problems()).singleElement().asString().contains("fitted", "PYTORCH_CUDA_ALLOC_CONF");
    }

    @Test
    void answersThatAreWrongAfterwardsAreAProblem() {
        MemoryStep.provoke(device(100, true), "cuda:0", 600, recorded.log());
        assertThat(recorded.problems()).singleElement().asString().contains("off by 1.0e-01");
    }
}
