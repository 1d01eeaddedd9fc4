package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The three figures that matter to who decides about a device, in plain words; a dash for one that was not measured. */
record FiguresTable(KeyFigures figures) {
    private static final String NOTHING = "not measured";

    @Override
    public String toString() {
        MarkdownTable table = new MarkdownTable(List.of("what matters", "measured"), List.of(false, false));
        rows().forEach(table::row);
        return table.toString();
    }

    /** {@return what each figure is, and what was measured} */
    List<List<String>> rows() {
        return List.of(List.of("Is it right?", right()), List.of("How fast is the model?", fast()));
    }

    private String right() {
        return figures.error("fp32")
                .map(error -> String.format(
                        Locale.ROOT,
                        "in `fp32` its latents differ from the Python stack's by %.1e (relative L2, small model); %s",
                        error,
                        error < 1e-4 ? "that is rounding" : "rounding makes less than 1e-4"))
                .orElse(NOTHING);
    }

    private String fast() {
        List<String> precisions = figures.precisionsBySpeed();
        if (precisions.isEmpty()) {
            return NOTHING;
        }
        String fastest = precisions.get(0);
        String text = speed(fastest) + " in `" + fastest + "`";
        if (!fastest.equals("fp32") && figures.speed("fp32").isPresent()) {
            text += ", " + speed("fp32") + " in `fp32`";
        }
        return text + " seconds of audio a second, at the published sizes, clips of 10 s, without files";
    }

    private String speed(String precision) {
        Optional<Finding> finding = figures.speed(precision);
        return finding.flatMap(it -> it.number(SpeedStep.SPEED))
                .map(number -> String.format(Locale.ROOT, number < 100 ? "%.1f" : "%,.0f", number))
                .orElse("-");
    }
}
