/** What is fast on the CPU: oneDNN's products of packed weights. */
package io.github.metis8d.torch.cpu;
