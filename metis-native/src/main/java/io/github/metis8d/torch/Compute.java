package io.github.metis8d.torch;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where and in which number format the model computes.
 *
 * @param device the device of weights and activations
 * @param dtype the number format of weights and activations
 */
public record Compute(Device device, ScalarType dtype) {}
