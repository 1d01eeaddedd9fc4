package io.github.metis8d.torch.cpu;

import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.model.Activation;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Which layers of a model on the CPU run as oneDNN's packed products: those of which oneDNN gives the right answer.
 *
 * <p>It does not for every processor and shape. LibTorch 2.10 on processors with AVX-512 but without AMX lays out float32
 * weights of 48, 80, 96 or 160 outputs in one order and reads them in another, and 16-bit weights are refused where the
 * processor does not multiply that format. So the first layer of each shape is tried against LibTorch's own product, and
 * whether it gives a row the same bits in every batch.
 */
final class PackedProducts {
    private static final System.Logger LOG = System.getLogger(PackedProducts.class.getName());

    /**
     * The fewest input channels that are tried: with 17 to 31 of them and reduced float32 products, oneDNN divides by
     * zero and takes the process with it (LibTorch 2.10, processors with AMX).
     */
    private static final long MIN_CHANNELS = 32;

    /** Up to so many threads oneDNN gives each whole rows to sum up. */
    static final int FEW_THREADS = 2;

    private static final long TRIED_ROWS = 16;

    /** Between the rounding of any format, below 0.3 %, and a product of misplaced weights, above 4 %. */
    private static final double MAX_ERROR = 0.01;

    private final ScalarType format;

    /** By the shape of the weights. No record: JDK 17 keeps the class loader of the last whose equals() was called. */
    private final Map<List<Long>, Boolean> right = new ConcurrentHashMap<>();

    private final AtomicBoolean refused = new AtomicBoolean();

    /** @param format the number format of the products */
    PackedProducts(ScalarType format) {
        this.format = format;
    }

    /** {@return the number format of the products, in which they take and give activations} */
    ScalarType format() {
        return format;
    }

    /**
     * {@return packed weights, owned by the caller's scope, or null where oneDNN's product is wrong} Threads that meet a
     * shape at the same time all try it.
     *
     * @param weight (out, in), in this number format
     */
    Tensor pack(Tensor weight) {
        List<Long> shape = shape(weight);
        if (weight.size(1) < MIN_CHANNELS || Boolean.FALSE.equals(right.get(shape))) {
            return null;
        }
        try {
            Tensor packed = OneDnnLinear.pack(weight);
            return right.computeIfAbsent(shape, unknown -> tried(weight, packed)) ? packed : null;
        } catch (RuntimeException e) {
            right.put(shape, false);
            if (!refused.getAndSet(true)) {
                LOG.log(
                        Level.WARNING,
                        "oneDNN has no {0} products for this processor, and other ones are slow: {1}",
                        weight.scalar_type(),
                        e.getMessage().lines().findFirst().orElse(""));
            }
            return null;
        }
    }

    private static List<Long> shape(Tensor weight) {
        return List.of(weight.size(0), weight.size(1));
    }

    /** LibTorch's product is taken in its place where that alone gives a row the same bits in every batch. */
    private static boolean keepsRows(Tensor weight, Tensor packed) {
        try (PointerScope trial = new PointerScope()) {
            OneDnnLinear product = new OneDnnLinear(trial, packed, null, Activation.NONE);
            if (RowBits.areKept(product::forward, weight.size(1), weight.scalar_type())) {
                return true;
            }
            boolean otherKeeps = RowBits.areKept(x -> linear(x, weight), weight.size(1), weight.scalar_type());
            LOG.log(
                    Level.WARNING,
                    otherKeeps
                            ? "oneDNN''s product rounds rows by their batch for weights of shape {0}: LibTorch''s is used"
                            : "products round rows by their batch for weights of shape {0}: the last bits of a clip''s"
                                    + " latents depend on what it is encoded with",
                    shape(weight));
            return !otherKeeps;
        }
    }

    private static boolean tried(Tensor weight, Tensor packed) {
        try (PointerScope trial = new PointerScope()) {
            Tensor x = randn(TRIED_ROWS, weight.size(1)).to(weight.scalar_type());
            Tensor expected = linear(x, weight).to(ScalarType.Float);
            Tensor answer = new OneDnnLinear(trial, packed, null, Activation.NONE).forward(x);
            double error = answer.to(ScalarType.Float).sub_(expected).norm().item_double()
                    / expected.norm().item_double();
            if (error < MAX_ERROR) {
                return keepsRows(weight, packed);
            }
            LOG.log(
                    Level.DEBUG,
                    "oneDNN is wrong by {0} for weights of shape {1}",
                    String.format(Locale.ROOT, "%.2g", error),
                    shape(weight));
            return false;
        }
    }
}
