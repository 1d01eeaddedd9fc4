/** The model: one class for a layer, each built of named weights and the operations that a device has for it. */
package io.github.metis8d.torch.model;
