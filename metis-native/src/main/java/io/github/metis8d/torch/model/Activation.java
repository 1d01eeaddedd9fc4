package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.silu_;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** What follows a linear layer, by the name that oneDNN's fused product has for it. */
public enum Activation {
    /** Nothing. */
    NONE("none", "", x -> x),
    /** x times its sigmoid. */
    SILU("swish", "", x -> silu_(x)),
    /** The exact one, by the error function. */
    GELU("gelu", "none", x -> gelu(x));

    private final String oneDnnName;
    private final String oneDnnAlgorithm;
    private final UnaryOperator<Tensor> function;

    Activation(String oneDnnName, String oneDnnAlgorithm, UnaryOperator<Tensor> function) {
        this.oneDnnName = oneDnnName;
        this.oneDnnAlgorithm = oneDnnAlgorithm;
        this.function = function;
    }

    /** {@return what oneDNN calls it} */
    public String oneDnnName() {
        return oneDnnName;
    }

    /** {@return which of several functions of that name oneDNN is to take, or "" where there is one} */
    public String oneDnnAlgorithm() {
        return oneDnnAlgorithm;
    }

    /** Applied to x, which may be overwritten. */
    Tensor apply(Tensor x) {
        return function.apply(x);
    }
}
