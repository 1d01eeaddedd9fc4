package io.github.metis8d.torch.model;

import io.github.metis8d.torch.runtime.NativeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Linear, activation, linear, on a residual path. Where {@linkplain Operations#mostInputs products of many inputs} are to be
 * avoided, what is between the two layers is computed some columns at a time.
 */
final class Mlp {
    /** Each adds what some columns contribute. */
    private final List<Piece> pieces = new ArrayList<>();

    /** Some outputs of the first layer, and what the second makes of them. */
    private record Piece(Linear expand, Linear project) {
        Tensor addTo(Tensor residual, Tensor x) {
            return project.addTo(residual, expand.forwardToLinear(x));
        }
    }

    /**
     * @param owner of the weights
     * @param width of what is between the layers
     * @param out channels of the answer
     * @param expand makes weight (width, in) and bias (width) of the first layer
     * @param activation what follows it
     * @param project makes weight (out, width) and bias (out) of the second
     */
    Mlp(
            Weights owner,
            long width,
            long out,
            Linear.Parameters expand,
            Activation activation,
            Linear.Parameters project) {
        long most = owner.compute().operations().mostInputs(out);
        long count = (width - 1) / most + 1;
        long step = (width - 1) / count + 1;
        List<Linear> expands = new ArrayList<>();
        owner.withMaterial(() -> {
            Tensor weight = expand.weight().get();
            Tensor bias = expand.bias().get();
            for (long first = 0; first < width; first += step) {
                long columns = Math.min(step, width - first);
                expands.add(Linear.ofMaterial(
                        owner, weight.narrow(0, first, columns), bias.narrow(0, first, columns), activation));
            }
            return expands;
        });
        owner.withMaterial(() -> {
            Tensor weight = project.weight().get();
            for (long first = 0; first < width; first += step) {
                Tensor columns = owner.contiguousMaterial(weight.narrow(1, first, Math.min(step, width - first)));
                Tensor bias = first == 0 ? project.bias().get() : null;
                pieces.add(new Piece(
                        expands.get(pieces.size()), Linear.ofMaterial(owner, columns, bias, Activation.NONE)));
            }
            return pieces;
        });
    }

    /** Adds the layers' answer for x, (R, in), to the residual, (R, out), which may be overwritten. */
    Tensor addTo(Tensor residual, Tensor x) {
        return NativeScope.chain(
                residual,
                pieces.stream()
                        .<UnaryOperator<Tensor>>map(piece -> sum -> piece.addTo(sum, x))
                        .toList());
    }
}
