package io.github.metis8d.cli;

import io.github.metis8d.cli.report.Report;
import io.github.metis8d.cli.report.Survey;
import io.github.metis8d.io.files.Disk;
import io.github.metis8d.io.files.WriteFailure;
import io.github.metis8d.io.job.AudioTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code metis inspect} that make a page of an output. */
final class ReportOptions {
    private static final System.Logger LOG = System.getLogger(ReportOptions.class.getName());

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--report",
            paramLabel = "OUT.html",
            description = {
                "Write a page for any browser, which needs no network: failures, durations, the distribution of each"
                        + " latent, a map of the files, and those that are unlike the others."
            })
    private Path page;

    @Option(
            names = "--audio-dir",
            paramLabel = "DIR",
            description = "Decode the audio too, to find silent and clipped files for the report.")
    private Path audio;

    boolean areGiven() {
        return page != null;
    }

    /** Looks whether it can be written, before minutes are spent on it. */
    void check() {
        if (page == null) {
            if (audio != null) {
                throw new ParameterException(
                        spec.commandLine(), "--audio-dir says where the audio for --report is; give both");
            }
            return;
        }
        String name = String.valueOf(page.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".html") && !name.endsWith(".htm")) {
            throw new ParameterException(spec.commandLine(), "--report takes a name that ends in .html, not " + page);
        }
        Path folder = page.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure("the report " + page + " cannot be written: there is no folder " + folder, null);
        }
        if (Files.isDirectory(page)) {
            throw new CommandFailure("the report " + page + " cannot be written: it is a folder; name a file", null);
        }
        if (audio != null) {
            AudioTree.requireFolder(audio, "");
        }
    }

    /**
     * Writes it.
     *
     * @param unfinished why the output is not whole; null if it is
     */
    void write(Path output, Survey survey, String unfinished, LoggingOptions logging) {
        try (Progress progress =
                Progress.start(audio == null ? 0 : survey.statistics().files(), logging)) {
            new Report(output, unfinished, audio, Version.ofCommand()).write(survey, progress::encoded, page);
        } catch (IOException e) {
            WriteFailure written = WriteFailure.of(e, Disk.of(page));
            throw new CommandFailure("the report cannot be written: " + written.reason() + "; " + written.remedy(), e);
        }
        LOG.log(System.Logger.Level.INFO, "the report is in {0}", page);
    }
}
