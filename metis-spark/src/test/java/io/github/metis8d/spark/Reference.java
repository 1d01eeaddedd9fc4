package io.github.metis8d.spark;

import io.github.metis8d.Latents;
import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.ModelSource;
import io.github.metis8d.io.audio.AudioDecoder;
import io.github.metis8d.io.job.AudioTree;
import io.github.metis8d.io.job.ExtractionJob;
import io.github.metis8d.io.job.ExtractionListener;
import io.github.metis8d.io.job.Failure;
import io.github.metis8d.io.job.TreeSource;
import io.github.metis8d.io.latents.LatentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the job of the command makes of a folder, by the names of the files.
 *
 * @param latents of those that were encoded
 * @param kinds of the failures of the others
 */
record Reference(Map<String, Latents> latents, Map<String, String> kinds) {
    static Reference of(Path folder) throws IOException {
        Reference reference = new Reference(new TreeMap<>(), new TreeMap<>());
        AudioTree tree = AudioTree.list(folder, List.of(".wav"));
        try (Metis8dEncoder encoder = Metis8dEncoder.builder()
                        .model(ModelSource.tinyRandom())
                        .device("cpu")
                        .build();
                LatentWriter writer = reference.writer()) {
            ExtractionJob job = new ExtractionJob(
                    encoder,
                    new TreeSource(tree, new AudioDecoder()),
                    new ExtractionJob.Limits(1000, 1000),
                    writer,
                    reference.listener());
            job.run(tree.keys(), Set.of());
        }
        return reference;
    }

    private ExtractionListener listener() {
        return new ExtractionListener() {
            @Override
            public void damaged(Failure damage) {
                kinds.put(damage.key(), damage.kind());
            }

            @Override
            public void failed(Failure failure) {
                kinds.put(failure.key(), failure.kind());
            }
        };
    }

    private LatentWriter writer() {
        return new LatentWriter() {
            @Override
            public void write(String key, Latents clip) {
                latents.put(key, clip);
            }

            @Override
            public void flush() {
                // holds nothing
            }

            @Override
            public void finish() {
                // holds nothing
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }
}
