package io.github.metis8d.torch.model;

/**
 * What layers must know of a batch beyond the values in its rows.
 *
 * @param masks which rows count, where
 * @param attention how attention is cut into blocks, and the memory that it uses
 */
public record Batch(RowMasks masks, AttentionPlan attention) {}
