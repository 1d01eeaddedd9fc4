package io.github.metis8d.cli.report;

import io.github.metis8d.io.files.FileNames;
import io.github.metis8d.io.files.WholeFile;
import io.github.metis8d.io.job.FailureLog;
import io.github.metis8d.io.latents.RecordedMaker;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/**
 * The page of an output.
 *
 * @param output the file or folder of latents
 * @param unfinished why it is not whole; null if it is
 * @param audio the root of the audio tree, to measure how loud the files are; null to leave that open
 * @param version of this program
 */
public record Report(Path output, String unfinished, Path audio, String version) {
    /**
     * Writes the page, or puts it in another's place once it is whole.
     *
     * @param survey what was found in the output
     * @param measured told of each file whose audio was measured, by one thread at a time, with its seconds
     * @param page the file to write
     * @throws io.github.metis8d.MetisException if the output cannot be read again
     * @throws IOException if the page cannot be written
     */
    public void write(Survey survey, ObjDoubleConsumer<String> measured, Path page) throws IOException {
        Findings findings = new Findings(survey.files());
        Path list = FailureLog.ofAny(output);
        AudioLevels levels = audio == null ? null : new AudioSurvey(survey.files(), audio, measured).measureAll();
        List<Clip> clips = clips(survey.files(), findings);
        Origin origin = new Origin(name(output), RecordedMaker.of(output), unfinished, version, Instant.now());
        FailureList failures = new FailureList(name(list), FailureLog.read(list));
        WholeFile.write(page, out -> {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            ReportPage.write(text, data -> {
                try (DataWriter json = new DataWriter(data)) {
                    new ReportData(survey, findings, json).write(origin, failures, levels, clips);
                }
            });
            text.flush();
        });
    }

    private static String name(Path file) {
        return FileNames.name(file.toAbsolutePath());
    }

    private List<Clip> clips(FileTable files, Findings findings) throws IOException {
        ClipChoice choice = new ClipChoice(files);
        choice.addTypical(findings.distances(), findings.durations());
        choice.addOutliers(findings.far());
        choice.addStill(findings.still());
        choice.addNotFinite(findings.notFinite());
        choice.addRest();
        return choice.read(output);
    }
}
