package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.silu_;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** What follows a linear layer, by the name that oneDNN's fused product has for it. */
public enum Activation {
    NONE("none", "", x -> x),
    SILU("swish", "", x -> silu_(x)),
    /** The exact one, by the error function. */
    GELU("gelu", "none", x -> gelu(x));

    final String oneDnnName;
    final String oneDnnAlgorithm;
    private final UnaryOperator<Tensor> function;

    Activation(String oneDnnName, String oneDnnAlgorithm, UnaryOperator<Tensor> function) {
        this.oneDnnName = oneDnnName;
        this.oneDnnAlgorithm = oneDnnAlgorithm;
        this.function = function;
    }

    /** Applied to x, which may be overwritten. */
    Tensor apply(Tensor x) {
        return function.apply(x);
    }
}
