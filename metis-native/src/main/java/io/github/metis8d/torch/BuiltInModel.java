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

/**
 * A checkpoint that lies in the jar, unpacked into a folder of its own while it is opened. The folder goes at the end of
 * the process too, unless that is killed.
 */
final class BuiltInModel implements AutoCloseable {
    private static final List<String> FILES = List.of(
            "w2v-bert-2.0/config.json",
            "w2v-bert-2.0/preprocessor_config.json",
            "w2v-bert-2.0/model.safetensors",
            "semantic_codec/model.safetensors",
            "wav2vec2bert_stats.pt",
            "base.json");

    private final Path folder;
    private final Thread atExit = new Thread(this::deleteAtExit, "metis-delete");
    private boolean deleted;

    /**
     * @param model which
     * @throws ModelException if the folder for temporary files cannot be written, or the process is ending
     */
    BuiltInModel(BuiltIn model) {
        try {
            folder = Files.createTempDirectory("metis-" + model.name());
        } catch (IOException e) {
            throw new ModelException("the built-in model " + model + " cannot be unpacked: " + e, e);
        }
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
            for (String file : FILES) {
                unpack(model.name() + "/" + file, folder.resolve(file));
            }
        } catch (IOException | IllegalStateException e) {
            close();
            throw new ModelException(
                    "the built-in model " + model + " cannot be unpacked into " + folder + ": " + e, e);
        }
    }

    /** Never at the same time as the folder is deleted, or a file could be left in it. */
    private synchronized void unpack(String resource, Path target) throws IOException {
        if (deleted) {
            throw new IOException("the process is ending");
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = BuiltInModel.class.getResourceAsStream("/io/github/metis8d/torch/" + resource)) {
            Files.copy(in, target);
        }
    }

    Checkpoint checkpoint() {
        return ModelSource.directory(folder);
    }

    @Override
    public void close() {
        // Where files that are open cannot be deleted, the end of the process is another chance.
        if (delete()) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // It is running, and finds nothing to do.
            }
        }
    }

    private void deleteAtExit() {
        if (!delete()) {
            System.getLogger(BuiltInModel.class.getName())
                    .log(System.Logger.Level.WARNING, "temporary files are left in {0}", folder);
        }
    }

    private synchronized boolean delete() {
        deleted = true;
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
