/** What is CUDA's alone. */
package io.github.metis8d.torch.cuda;
