package io.github.metis8d.torch;

import io.github.metis8d.torch.cuda.Kernels;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where, in which number format and by which products the model computes.
 *
 * @param device the device of weights and activations
 * @param dtype the number format of weights and activations
 * @param attention how attention multiplies
 * @param packed which linear layers are oneDNN's with packed weights (on the CPU), or null where all are LibTorch's own
 * @param kernels our own kernels on the device, or null where all operations are LibTorch's own
 */
public record Compute(
        Device device, ScalarType dtype, AttentionProducts attention, PackedProducts packed, Kernels kernels) {
    /** {@return the same with linear layers whose products are as exact as the number format} */
    public Compute exact() {
        return packed == null ? this : new Compute(device, dtype, attention, packed.exact(), kernels);
    }

    /** {@return the number format in which attention's scores are laid out: the wider of those that meet there} */
    public ScalarType scores() {
        return attention.format() == ScalarType.Float ? ScalarType.Float : dtype;
    }
}
