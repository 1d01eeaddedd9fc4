package io.github.metis8d.torch.cuda;

import io.github.metis8d.torch.checkpoint.W2vBertConfig;
import io.github.metis8d.torch.model.Activation;
import io.github.metis8d.torch.model.AttentionCore;
import io.github.metis8d.torch.model.GatedConvolution;
import io.github.metis8d.torch.model.Linear;
import io.github.metis8d.torch.model.Operations;
import io.github.metis8d.torch.model.Weights;
import org.bytedeco.pytorch.Tensor;

/** Our own kernels where they are right and faster, and their twins elsewhere. */
public final class KernelOperations implements Operations {
    private final Kernels kernels;
    private final Operations twins;

    /**
     * Operations of a device.
     *
     * @param kernels which kernels the device has; closed with this object
     * @param twins the same operations by LibTorch
     */
    public KernelOperations(Kernels kernels, Operations twins) {
        this.kernels = kernels;
        this.twins = twins;
    }

    @Override
    public Linear linear(Weights owner, Tensor weight, Tensor bias, Activation activation) {
        return twins.linear(owner, weight, bias, activation);
    }

    @Override
    public AttentionCore attention(W2vBertConfig config, Weights weights) {
        AttentionCore twin = twins.attention(config, weights);
        return AttentionKernel.takes(config) && weights.complete()
                ? kernels.choose(
                        AttentionKernel.NAME,
                        twin,
                        device -> AttentionKernel.of(config, weights, device),
                        () -> AttentionKernel.trial(config, weights.compute()))
                : twin;
    }

    @Override
    public GatedConvolution gatedConvolution(W2vBertConfig config, Weights weights) {
        GatedConvolution twin = twins.gatedConvolution(config, weights);
        return GatedConvolutionKernel.takes(config) && weights.complete()
                ? kernels.choose(
                        GatedConvolutionKernel.NAME,
                        twin,
                        device -> GatedConvolutionKernel.of(config, weights, device),
                        () -> GatedConvolutionKernel.trial(config, weights.compute()))
                : twin;
    }

    /** No: kernels are tried against the clock, and so while nothing else is done. */
    @Override
    public boolean mayBeBuiltTogether() {
        return false;
    }

    /** Unloads the kernels. */
    @Override
    public void close() {
        kernels.close();
    }
}
