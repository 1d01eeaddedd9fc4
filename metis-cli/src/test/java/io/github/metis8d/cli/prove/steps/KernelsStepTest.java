package io.github.metis8d.cli.prove.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.RecordedLog;
import io.github.metis8d.torch.measure.KernelComparison;
import io.github.metis8d.torch.measure.KernelComparison.Case;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of kernels whose errors are made up. */
class KernelsStepTest {
    private static final KernelComparison.Times TIMES = new KernelComparison.Times(0.002, 0.003);

    @TempDir
    private Path temp;

    private RecordedLog recorded;
    private final List<Case> cases = KernelComparison.cases();

    @BeforeEach
    void record() {
        recorded = new RecordedLog(temp);
    }

    private static boolean isBfloat16Attention(Case it) {
        return it.kernel().contains("attention") && it.elements().equals("bfloat16");
    }

    @Test
    void everyKernelInEveryFormatIsALine() {
        KernelsStep.compare(cases, it -> it.rows() == 150 ? it.tolerance() : 0, it -> TIMES, recorded.log());
        assertThat(recorded.findings()).hasSize(6);
        Finding first = recorded.findings().get(0);
        assertThat(first.number(KernelsStep.ERROR)).isEqualTo(first.number(KernelsStep.ALLOWED));
        assertThat(first.number(KernelsStep.BATCHES)).contains(6.0);
        assertThat(first.number(KernelsStep.KERNEL_MILLIS)).contains(2.0);
        assertThat(first.number(KernelsStep.TWIN_MILLIS)).contains(3.0);
        assertThat(recorded.problems()).isEmpty();
    }

    @Test
    void oneThatIsWrongIsNamedWithItsBatch() {
        KernelsStep.compare(
                cases, it -> isBfloat16Attention(it) && it.rows() == 73 ? Double.NaN : 0, it -> TIMES, recorded.log());
        assertThat(recorded.problems())
                .singleElement()
                .asString()
                .contains("relative_key_attention in bfloat16", "NaN", "73 rows");
        assertThat(recorded.findings()).hasSize(6);
    }

    @Test
    void oneThatCannotBeHadLeavesTheOthersToBeTried() {
        KernelsStep.compare(
                cases,
                it -> {
                    if (isBfloat16Attention(it)) {
                        throw new IllegalStateException("it cannot be compiled");
                    }
                    return 0;
                },
                it -> TIMES,
                recorded.log());
        assertThat(recorded.problems()).containsExactly("relative_key_attention in bfloat16: it cannot be compiled");
        assertThat(recorded.findings()).hasSize(5);
    }
}
