package io.github.metis8d.torch.model;

/**
 * What layers must know of a batch beyond the values in its rows.
 *
 * @param clips whose the rows are
 * @param workspace memory that one layer after the other uses
 */
public record Batch(ClipRows clips, Workspace workspace) {}
