package io.github.metis8d.torch;

import io.github.metis8d.ModelException;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.BuiltIn;
import io.github.metis8d.ModelSource.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A checkpoint that lies in the jar, unpacked into a folder of its own while it is read. */
final class BuiltInModel implements AutoCloseable {
    private static final List<String> FILES = List.of(
            "w2v-bert-2.0/config.json",
            "w2v-bert-2.0/preprocessor_config.json",
            "w2v-bert-2.0/model.safetensors",
            "semantic_codec/model.safetensors",
            "wav2vec2bert_stats.pt",
            "base.json");

    private final Path folder;

    /**
     * @param model which
     * @throws ModelException if the folder for temporary files cannot be written
     */
    BuiltInModel(BuiltIn model) {
        try {
            folder = Files.createTempDirectory("metis-" + model.name());
        } catch (IOException e) {
            throw new ModelException("the built-in model " + model + " cannot be unpacked: " + e, e);
        }
        try {
            for (String file : FILES) {
                Path target = folder.resolve(file);
                Files.createDirectories(target.getParent());
                try (InputStream in = BuiltInModel.class.getResourceAsStream(
                        "/io/github/metis8d/torch/" + model.name() + "/" + file)) {
                    Files.copy(in, target);
                }
            }
        } catch (IOException e) {
            close();
            throw new ModelException(
                    "the built-in model " + model + " cannot be unpacked into " + folder + ": " + e, e);
        }
    }

    Checkpoint checkpoint() {
        return ModelSource.directory(folder);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.getLogger(BuiltInModel.class.getName())
                    .log(System.Logger.Level.WARNING, "temporary files are left in " + folder, e);
        }
    }
}
