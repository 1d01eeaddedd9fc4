package io.github.metis8d.torch.runtime;

import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.randn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How exact this machine's float32 products are by {@link Float32Products#CPU_ONEDNN}, tried once. */
final class OneDnnFloat32 {
    private OneDnnFloat32() {}

    static boolean keepsAllBits() {
        return Tried.ALL_BITS;
    }

    private static final class Tried {
        private static final long SIZE = 64;
        /** Far from the rounding of float32, 1e-7, and that of bfloat16, 2e-3. */
        private static final double MAX_ERROR = 1e-5;

        static final boolean ALL_BITS = error() < MAX_ERROR;

        private static double error() {
            try (PointerScope scope = new PointerScope();
                    InferenceMode inference = new InferenceMode();
                    Float32Products.Hold hold = Float32Products.CPU_ONEDNN.hold()) {
                Tensor x = randn(1, SIZE, SIZE);
                Tensor expected = bmm(x.to(ScalarType.Double), x.to(ScalarType.Double));
                return bmm(x, x).to(ScalarType.Double).sub_(expected).norm().item_double()
                        / expected.norm().item_double();
            }
        }
    }
}
