package io.github.metis8d.torch.checkpoint;

import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.pickle_load;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.metis8d.ModelException;
import io.github.metis8d.torch.NativeScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.GenericDict;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mean and variance of each hidden channel, from {@code wav2vec2bert_stats.pt}: a torch zip pickle of
 * {@code {"mean": (C), "var": (C)}}, read by LibTorch's own unpickler, which knows tensors and plain containers only.
 *
 * @param mean (C), float32, on the CPU
 * @param var (C), float32, on the CPU
 */
public record HiddenStatistics(Tensor mean, Tensor var) {
    /** Some thousand times the size of the published file: a larger one is something else. */
    private static final long MAX_BYTES = 64 << 20;

    /**
     * Reads the file.
     *
     * @param file the torch pickle
     * @param channels C
     * @return the statistics, owned by the caller's scope
     * @throws ModelException if the file is missing, damaged, or holds anything else
     */
    public static HiddenStatistics read(Path file, int channels) {
        byte[] bytes = bytes(file);
        return new HiddenStatistics(
                NativeScope.result(() -> tensor(file, bytes, "mean", channels)),
                NativeScope.result(() -> variance(file, tensor(file, bytes, "var", channels))));
    }

    /** {@return mean 0 and variance 1, owned by the caller's scope} */
    static HiddenStatistics standard(int channels) {
        long[] shape = {channels};
        return new HiddenStatistics(zeros(shape), ones(shape));
    }

    private static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ModelException(file + " has " + size + " bytes, far more than two vectors of statistics");
            }
            byte[] bytes = Files.readAllBytes(file);
            // The torch zip archive; anything else would be taken for a bare pickle stream.
            if (bytes.length < 4 || bytes[0] != 'P' || bytes[1] != 'K') {
                throw new ModelException(file + " is not a torch file (a zip archive); fetch the file again");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new ModelException("there is no file " + file + "; check the path of the model", e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e, e);
        }
    }

    private static Tensor tensor(Path file, byte[] bytes, String name, int channels) {
        IValue value;
        try {
            value = pickle_load(new ByteVector(bytes));
        } catch (RuntimeException e) {
            throw new ModelException(file + " is damaged or no torch file: " + firstLine(e), e);
        }
        if (!value.isGenericDict()) {
            throw wrong(file, "it holds a " + value.tagKind().getString());
        }
        GenericDict dict = value.toGenericDict();
        IValue key = new IValue(name);
        if (!dict.contains(key) || !dict.at(key).isTensor()) {
            throw wrong(file, "it has no tensor \"" + name + "\"");
        }
        Tensor tensor = dict.at(key).toTensor();
        if (tensor.dim() != 1 || tensor.size(0) != channels || !tensor.is_floating_point()) {
            throw wrong(file, "\"" + name + "\" is not a vector of " + channels + " floating-point numbers");
        }
        Tensor floats = tensor.to(ScalarType.Float).contiguous();
        if (!floats.isfinite().all().item_bool()) {
            throw wrong(file, "\"" + name + "\" holds values that are not finite");
        }
        return floats;
    }

    private static Tensor variance(Path file, Tensor var) {
        if (!(var.min().item_float() > 0)) {
            throw wrong(file, "\"var\" holds values that are not above 0");
        }
        return var;
    }

    private static ModelException wrong(Path file, String what) {
        return new ModelException(
                file + " does not hold the statistics of the hidden states, {\"mean\": (C), \"var\": (C)}: " + what);
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
