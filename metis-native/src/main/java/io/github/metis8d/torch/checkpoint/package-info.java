/** The files of a checkpoint: sizes, tensors and statistics, checked before they are believed. */
package io.github.metis8d.torch.checkpoint;
