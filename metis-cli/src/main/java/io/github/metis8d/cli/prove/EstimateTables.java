package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.Estimates.Gpu;
import io.github.metis8d.cli.prove.Estimates.Rates;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.steps.LaunchesStep;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The tables that docs/gpu.md has on paper, with what was measured beside each figure. */
record EstimateTables(KeyFigures figures) {
    /** {@return the tables in Markdown, with what is to be said of them; empty where there is nothing to set beside} */
    String text() {
        List<String> precisions = figures.precisionsBySpeed();
        if (!figures.proof().gpu() || precisions.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("## Beside the estimates\n\n");
        text.append(intro());
        text.append(" Seconds of audio a second, clips of 10 s in full batches:\n\n");
        text.append(table(precisions, SpeedStep.SPEED, "%,.0f", Rates::audioSeconds));
        text.append(
                "\nWhat the matrix products of a second of audio take by themselves, in milliseconds. On paper they run at"
                        + " the published rate and are all of the model's; measured are those of the conformer's linear layers, nine"
                        + " tenths of them:\n\n");
        text.append(table(precisions, SpeedStep.PRODUCT_MILLIS, "%.2f", Rates::productMillis));
        launches().ifPresent(table -> text.append("\nLaunching a batch, in `bf16`:\n\n")
                .append(table));
        return text.toString();
    }

    private String intro() {
        Optional<Gpu> known = figures.deviceName().flatMap(Estimates::of);
        return "docs/gpu.md reckons from published rates what a GPU may do. "
                + known.map(gpu -> "The column for this GPU is " + gpu.title() + ".")
                        .orElse("It has no figures for this GPU; those of three others are shown.");
    }

    private MarkdownTable table(
            List<String> precisions, String measured, String form, Function<Rates, Double> estimate) {
        List<String> titles = new ArrayList<>(List.of("precision", "measured"));
        Estimates.GPUS.forEach(gpu -> titles.add(gpu.title() + ", on paper"));
        MarkdownTable table = MarkdownTable.ofNumbers(titles.toArray(String[]::new));
        for (String precision : precisions) {
            List<String> row = new ArrayList<>(List.of("`" + precision + "`"));
            row.add(figures.speed(precision)
                    .flatMap(finding -> finding.number(measured))
                    .map(number -> String.format(Locale.ROOT, form, number))
                    .orElse("-"));
            Estimates.GPUS.forEach(gpu -> row.add(String.format(Locale.ROOT, form, estimate.apply(gpu.in(precision)))));
            table.row(row);
        }
        return table;
    }

    /** What the host takes, and for which batches the GPU waits for it. */
    private Optional<MarkdownTable> launches() {
        List<Finding> findings = figures.proof().findings(ProofPlan.LAUNCHES);
        Optional<Double> largest = findings.stream()
                .max(Comparator.comparing(
                        finding -> finding.number(LaunchesStep.BATCH_SECONDS).orElse(0.0)))
                .flatMap(finding -> finding.number(LaunchesStep.LAUNCH));
        if (largest.isEmpty()) {
            return Optional.empty();
        }
        MarkdownTable table = MarkdownTable.ofNumbers("", "measured", "on paper");
        table.row(List.of(
                "the host takes, ms",
                String.format(Locale.ROOT, "%.1f", largest.get()),
                String.format(Locale.ROOT, "%.0f", Estimates.LAUNCH_MILLIS)));
        table.row(List.of(
                "the GPU waits for it in a job of batches up to, s of audio",
                findings.stream()
                        .filter(it -> it.number(LaunchesStep.WAITING_IN_FLIGHT).orElse(0.0) > 0)
                        .flatMap(it -> it.number(LaunchesStep.BATCH_SECONDS).stream())
                        .max(Comparator.naturalOrder())
                        .map(seconds -> String.format(Locale.ROOT, seconds < 1 ? "%.1f" : "%.0f", seconds))
                        .orElse("none"),
                Estimates.BOUND_BY_LAUNCHES.get(0) + " to " + Estimates.BOUND_BY_LAUNCHES.get(1)
                        + " on the faster GPUs"));
        return Optional.of(table);
    }
}
