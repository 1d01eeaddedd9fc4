package io.github.metis8d.torch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metis8d.ModelSource;
import io.github.metis8d.ModelSource.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A copy of the model tiny-random on disk, to be damaged or rewritten by a test. */
public final class TinyCheckpoint {
    private final Path folder;

    public TinyCheckpoint(Path folder) {
        this.folder = folder;
        try (BuiltInModel model = new BuiltInModel(ModelSource.tinyRandom())) {
            Checkpoint files = model.checkpoint();
            Path root = files.w2vBert().getParent();
            for (Path file : Files.walk(root).filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(root.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Checkpoint source() {
        return ModelSource.directory(folder);
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public Path hiddenTensors() {
        return file("w2v-bert-2.0/model.safetensors");
    }

    public Path codecTensors() {
        return file("semantic_codec/model.safetensors");
    }

    public Path statistics() {
        return file("wav2vec2bert_stats.pt");
    }

    public void editJson(String name, Consumer<ObjectNode> edit) {
        try {
            JsonMapper mapper = new JsonMapper();
            ObjectNode json = (ObjectNode) mapper.readTree(file(name).toFile());
            edit.accept(json);
            mapper.writeValue(file(name).toFile(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
