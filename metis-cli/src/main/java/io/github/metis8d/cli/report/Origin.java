package io.github.metis8d.cli.report;

import io.github.metis8d.ModelSource;
import io.github.metis8d.io.latents.JobOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

/**
 * Where the numbers of a page come from.
 *
 * @param output the name of the file or folder of latents
 * @param maker what the job's record says of what made it; empty if there is none
 * @param unfinished why the output is not whole; null if it is
 * @param version of the program that makes the page
 * @param time at which it does
 */
record Origin(String output, Map<String, String> maker, String unfinished, String version, Instant time) {
    private static final Set<String> RANDOM = Set.of(ModelSource.TINY_RANDOM, ModelSource.PUBLISHED_RANDOM);

    void write(DataWriter out) throws IOException {
        out.object("origin", () -> {
            out.text("output", output);
            out.text("model", maker.get("model"));
            out.flag("randomWeights", RANDOM.contains(maker.getOrDefault("model", "")));
            out.text("precision", maker.get("precision"));
            out.text("audioFolder", maker.get(JobOutput.AUDIO_FOLDER));
            out.text("unfinished", unfinished);
            out.text("version", version);
            out.text("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        });
    }
}
