package io.github.metis8d.torch.cpu;

import io.github.metis8d.torch.model.Linear;
import io.github.metis8d.torch.runtime.NativeScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A linear layer between float32 activations whose product is made in bfloat16, with sums, bias and activation in
 * float32: reduced-precision products for CPUs that have bfloat16 arithmetic but no bfloat16 matrices, which LibTorch
 * does not use for float32 by itself.
 */
final class ReducedLinear extends Linear {
    private final Linear products;

    /** @param products the layer in bfloat16 */
    ReducedLinear(Linear products) {
        this.products = products;
    }

    @Override
    public Tensor forward(Tensor x) {
        return NativeScope.result(() -> forwardToLinear(x).to(ScalarType.Float));
    }

    @Override
    public Tensor forwardToLinear(Tensor x) {
        return NativeScope.result(() -> products.forward(x.to(ScalarType.BFloat16)));
    }

    @Override
    public Tensor addTo(Tensor residual, Tensor x) {
        return residual.add_(forward(x));
    }
}
