package io.github.metis8d.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metis8d.cli.prove.Estimates.Gpu;
import io.github.metis8d.cli.prove.Estimates.Rates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures on paper are those of the page. */
class EstimatesTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "gpu.md"));
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split("\\|")) {
            cells.add(cell.strip());
        }
        return cells;
    }

    /** The line of a GPU and of a precision, in the table of the time of one second of audio. */
    private static List<String> line(String gpu, String precision) throws IOException {
        String current = "";
        for (String line : page().lines().filter(it -> it.contains(" ms |")).toList()) {
            List<String> cells = cells(line);
            current = cells.get(1).isEmpty() ? current : cells.get(1);
            if (current.equals(gpu) && cells.get(2).contains("`" + precision + "`")) {
                return cells;
            }
        }
        throw new AssertionError("docs/gpu.md has no " + precision + " of " + gpu);
    }

    @Test
    void everyFigureIsThatOfThePage() throws IOException {
        for (Gpu gpu : Estimates.GPUS) {
            for (String precision : List.of("fp32", "tf32", "bf16", "fp16")) {
                List<String> line = line(gpu.title(), precision);
                Rates rates = gpu.in(precision);
                assertThat(line.get(3)).isEqualTo(rates.productMillis() + " ms");
                assertThat(line.get(5).replace(",", "")).isEqualTo(String.valueOf((int) rates.audioSeconds()));
            }
        }
    }

    @Test
    void theLaunchingIsThatOfThePage() throws IOException {
        assertThat(page().replaceAll("\\s+", " "))
                .contains("takes the host some " + (int) Estimates.LAUNCH_MILLIS + " ms")
                .contains("batches below " + Estimates.BOUND_BY_LAUNCHES.get(0) + " to "
                        + Estimates.BOUND_BY_LAUNCHES.get(1) + " s of audio are bound by that");
    }

    @Test
    void aGpuIsKnownByItsMakersName() {
        assertThat(Estimates.of("NVIDIA H100 80GB HBM3, 79.2 GiB"))
                .map(Gpu::title)
                .contains("H100 SXM");
        assertThat(Estimates.of("NVIDIA GeForce RTX 3080")).isEmpty();
    }
}
