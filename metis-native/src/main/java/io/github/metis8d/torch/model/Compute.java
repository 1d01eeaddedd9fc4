package io.github.metis8d.torch.model;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where, in which number format and by which products the model computes.
 *
 * @param device the device of weights and activations
 * @param dtype the number format of weights and activations
 * @param attention how attention multiplies
 * @param blocks how much is computed at once
 * @param operations the operations of which layers are made
 */
public record Compute(
        Device device, ScalarType dtype, AttentionProducts attention, BlockSizes blocks, Operations operations) {
    /** {@return the same with linear layers whose products are as exact as the number format} */
    public Compute exact() {
        return new Compute(device, dtype, attention, blocks, operations.exact());
    }

    /** {@return the number format in which attention's scores are laid out: the wider of those that meet there} */
    public ScalarType scores() {
        return attention.format() == ScalarType.Float ? ScalarType.Float : dtype;
    }
}
