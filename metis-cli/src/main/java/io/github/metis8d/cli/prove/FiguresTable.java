package io.github.metis8d.cli.prove;

import io.github.metis8d.cli.prove.process.Finding;
import io.github.metis8d.cli.prove.steps.ExtractionStep;
import io.github.metis8d.cli.prove.steps.SpeedStep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The three figures that matter to who decides about a device, in plain words; a dash for one that was not measured. */
record FiguresTable(KeyFigures figures) {
    private static final String NOTHING = "not measured";

    /** A job of the size for which people buy a GPU. */
    private static final double RECORDINGS = 400_000;

    private static final double RECORDING_SECONDS = 6;

    @Override
    public String toString() {
        MarkdownTable table = new MarkdownTable(List.of("what matters", "measured"), List.of(false, false));
        rows().forEach(table::row);
        return table.toString();
    }

    /** {@return what each figure is, and what was measured} */
    List<List<String>> rows() {
        return List.of(
                List.of("Is it right?", right()),
                List.of("How fast is the model?", fast()),
                List.of("How fast is a whole job?", job()));
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

    private String job() {
        return figures.job()
                .map(job -> String.format(
                        Locale.ROOT,
                        "%,.0f seconds of audio a second from WAV files to NumPy files in `%s`, during which the device had"
                                + " work %.0f %% of the time; 400,000 recordings of 6 s take %s",
                        job.number(ExtractionStep.SPEED).orElseThrow(),
                        job.text(ExtractionStep.PRECISION),
                        100 * job.number(ExtractionStep.BUSY).orElseThrow(),
                        duration(RECORDINGS
                                * RECORDING_SECONDS
                                / job.number(ExtractionStep.SPEED).orElseThrow())))
                .orElse(NOTHING);
    }

    private static String duration(double seconds) {
        return seconds < 2 * 3600
                ? String.format(Locale.ROOT, "%.0f minutes", seconds / 60)
                : String.format(Locale.ROOT, "%.0f hours", seconds / 3600);
    }

    private String speed(String precision) {
        Optional<Finding> finding = figures.speed(precision);
        return finding.flatMap(it -> it.number(SpeedStep.SPEED))
                .map(number -> String.format(Locale.ROOT, number < 100 ? "%.1f" : "%,.0f", number))
                .orElse("-");
    }
}
