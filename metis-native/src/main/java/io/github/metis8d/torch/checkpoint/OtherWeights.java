package io.github.metis8d.torch.checkpoint;

import io.github.metis8d.ModelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says what weights are that are not in the safetensors format, and how they are converted. */
final class OtherWeights {
    private static final List<String> TORCH = List.of("pytorch_model.bin", "pytorch_model.bin.index.json");

    private OtherWeights() {}

    /** The failure of a folder without safetensors files. */
    static ModelException in(Path folder) {
        for (String name : TORCH) {
            if (Files.exists(folder.resolve(name))) {
                return new ModelException(folder + " has its weights in torch's own format only (" + name
                        + "), which is not read, as it can hold programs. Convert it once by transformers, in Python:"
                        + " from transformers import Wav2Vec2BertModel;"
                        + " Wav2Vec2BertModel.from_pretrained(\"" + folder + "\").save_pretrained(\"" + folder + "\")");
            }
        }
        return new ModelException(
                "there is no file " + folder.resolve(SafeTensors.FILE) + "; check the path of the model");
    }

    /** What a file is that begins so and is no safetensors file, with what to do; or null if that is not known. */
    static String kind(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK") || text.startsWith("\u0080\u0002")) {
            return "it is in torch's own format, which is not read, as it can hold programs. Convert it once, in Python:"
                    + " import torch, safetensors.torch as s; s.save_file(torch.load(FROM, weights_only=True), TO)";
        }
        return pointer(start);
    }

    /** What a file is that begins as Git's pointers do, with what to do; or null if it does not. */
    static String pointer(byte[] start) {
        String text = new String(start, 0, Math.min(start.length, 8), StandardCharsets.ISO_8859_1);
        return text.equals("version ")
                ? "it is what Git leaves in place of a large file. Fetch the file itself: git lfs pull"
                : null;
    }
}
