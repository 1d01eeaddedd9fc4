package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.checkpoint.Weights;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Which layers of a model on the CPU run as oneDNN's packed products: those of which oneDNN gives the right answer.
 *
 * <p>It does not for every processor and shape. LibTorch 2.10 on processors with AVX-512 but without AMX lays out float32
 * weights of 48, 80, 96 or 160 outputs in one order and reads them in another, and 16-bit weights are refused where the
 * processor does not multiply that format. So the first layer of each shape is tried against LibTorch's own product.
 */
public final class PackedProducts {
    private static final System.Logger LOG = System.getLogger(PackedProducts.class.getName());

    /**
     * The fewest input channels that are tried: with 17 to 31 of them and reduced float32 products, oneDNN divides by
     * zero and takes the process with it (LibTorch 2.10, processors with AMX).
     */
    private static final long MIN_CHANNELS = 32;

    private static final long TRIED_ROWS = 16;

    /** Between the rounding of any format, below 0.3 %, and a product of misplaced weights, above 4 %. */
    private static final double MAX_ERROR = 0.01;

    private final Map<Shape, Boolean> right = new HashMap<>();
    private boolean refused;

    private record Shape(long out, long in) {}

    /**
     * {@return whether a layer can be packed}
     *
     * @param owner of the layer's weights
     * @param weight (out, in)
     */
    boolean take(Weights owner, Tensor weight) {
        return owner.complete()
                && weight.size(1) >= MIN_CHANNELS
                && right.computeIfAbsent(new Shape(weight.size(0), weight.size(1)), shape -> tried(weight));
    }

    private boolean tried(Tensor weight) {
        try (PointerScope trial = new PointerScope()) {
            Tensor x = randn(TRIED_ROWS, weight.size(1)).to(weight.scalar_type());
            Tensor expected = linear(x, weight).to(ScalarType.Float);
            Tensor packed = new OneDnnLinear(trial, weight, null, Activation.NONE).forward(x);
            double error = packed.to(ScalarType.Float).sub_(expected).norm().item_double()
                    / expected.norm().item_double();
            if (error < MAX_ERROR) {
                return true;
            }
            LOG.log(Level.DEBUG, "oneDNN is wrong by {0} for weights of shape {1}", error, weight.sizes());
        } catch (RuntimeException e) {
            if (!refused) {
                LOG.log(
                        Level.WARNING,
                        "oneDNN has no {0} products for this processor, and other ones are slow: {1}",
                        weight.scalar_type(),
                        e.getMessage().lines().findFirst().orElse(""));
            }
            refused = true;
        }
        return false;
    }
}
