package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.Estimates.Gpu;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables that docs/gpu.md has on paper, with what was measured beside each figure. */
record EstimateTables(KeyFigures figures) {
    /** {@return the tables in Markdown, with what is to be said of them; empty where there is nothing to set beside} */
    String text() {
        List<String> measured = figures.precisionsBySpeed();
        if (!figures.proof().gpu() || measured.isEmpty()) {
            return "";
        }
        return "## Beside the estimates\n\n" + intro() + "\n\n" + speed(measured);
    }

    private String intro() {
        Optional<Gpu> known = figures.deviceName().flatMap(Estimates::of);
        return "docs/gpu.md reckons from published rates what a GPU may do. "
                + known.map(gpu -> "Of its columns, " + gpu.title() + " is the one for this GPU.")
                        .orElse("It has no figures for this GPU; those of three others are shown.")
                + " Seconds of audio a second, clips of 10 s in full batches:";
    }

    private String speed(List<String> precisions) {
        List<String> titles = new ArrayList<>(List.of("precision", "measured"));
        Estimates.GPUS.forEach(gpu -> titles.add(gpu.title() + ", on paper"));
        MarkdownTable table = MarkdownTable.ofNumbers(titles.toArray(String[]::new));
        for (String precision : precisions) {
            Finding finding = figures.speed(precision).orElseThrow();
            table.row(Stream.concat(
                            Stream.of("`" + precision + "`", count(finding, SpeedStep.SPEED)),
                            Estimates.GPUS.stream()
                                    .map(gpu -> count(gpu.in(precision).audioSeconds())))
                    .toList());
        }
        return table.toString();
    }

    private static String count(Finding finding, String name) {
        return finding.number(name).map(EstimateTables::count).orElse("-");
    }

    private static String count(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
