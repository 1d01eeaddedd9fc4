package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.Column;
import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.process.Scale;
import io.github.metis8d.cli.prove.process.StepPlan;
import io.github.metis8d.cli.prove.process.StepResult;
import io.github.metis8d.cli.prove.process.StepResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A proof for people: the verdict and the figures that decide first, then what could not be measured, then every step. */
final class MarkdownReport {
    private final Proof proof;
    private final Verdict verdict;
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport(Proof proof, List<StepPlan> plans) {
        this.proof = proof;
        this.verdict = Verdict.of(proof, plans);
    }

    /**
     * {@return the report}
     *
     * @param proof what was tried
     * @param plans of its steps
     */
    static String of(Proof proof, List<StepPlan> plans) {
        return new MarkdownReport(proof, plans).write();
    }

    private String write() {
        KeyFigures figures = new KeyFigures(proof);
        paragraph("# Metis on " + (proof.device().isEmpty() ? "no device" : figures.device()));
        paragraph("**" + verdict.headline() + "**");
        verdict.troubles().forEach(trouble -> text.append("- ").append(trouble).append('\n'));
        blank();
        paragraph(new FiguresTable(figures).toString());
        paragraph(String.format(
                Locale.ROOT,
                "By `metis doctor --prove%s`, Metis %s, on %s, in %.0f s.",
                proof.scale() == Scale.QUICK ? " --quick" : "",
                proof.version(),
                proof.date(),
                proof.seconds()));
        notMeasured();
        paragraph(new EstimateTables(figures).text());
        proof.steps().stream()
                .filter(step -> step.outcome() != Outcome.NOT_APPLICABLE && step.outcome() != Outcome.NOT_RUN)
                .forEach(this::step);
        paragraph("## Sending this report");
        paragraph(
                "It is wanted: docs/gpu.md has figures on paper, which measurements are to replace. Open an issue or a pull"
                        + " request of the project with this file and the `.json` of the same name. Both hold nothing but what is"
                        + " to be read here: no name of the machine, of a user or of a file.");
        return text.toString().stripTrailing() + "\n";
    }

    private void notMeasured() {
        List<String> lines = new ArrayList<>();
        for (StepResult step : proof.steps()) {
            if (step.outcome() == Outcome.NOT_APPLICABLE || step.outcome() == Outcome.NOT_RUN) {
                lines.add(verdict.title(step) + ": " + step.reason() + ".");
            }
        }
        if (!lines.isEmpty()) {
            paragraph("## What was not measured");
            lines.forEach(line -> text.append("- ").append(line).append('\n'));
            blank();
        }
    }

    private void step(StepResult step) {
        StepPlan plan = verdict.plans().get(step.name());
        paragraph("## " + verdict.title(step));
        paragraph(Verdict.outcome(step));
        if (plan != null && !step.findings().isEmpty()) {
            paragraph(plan.tells());
            paragraph(table(plan.columns(), step.findings()));
        }
        step.problems()
                .forEach(problem -> text.append("- **wrong:** ").append(problem).append(".\n"));
        step.notes().forEach(note -> text.append("- ").append(note).append(".\n"));
        blank();
    }

    /** Columns that hold nothing are left out, and findings that have nothing for the table. */
    private static String table(List<Column> columns, List<Finding> findings) {
        List<Column> used = columns.stream()
                .filter(column -> findings.stream().anyMatch(it -> it.values().containsKey(column.value())))
                .toList();
        MarkdownTable table = new MarkdownTable(
                used.stream().map(Column::title).toList(),
                used.stream().map(Column::ofNumbers).toList());
        findings.forEach(finding ->
                table.row(used.stream().map(column -> column.write(finding)).toList()));
        return table.toString();
    }

    private void paragraph(String paragraph) {
        if (!paragraph.isEmpty()) {
            text.append(paragraph.stripTrailing()).append("\n\n");
        }
    }

    /** Ends a list, if there was one. */
    private void blank() {
        if (!text.toString().endsWith("\n\n")) {
            text.append('\n');
        }
    }
}
