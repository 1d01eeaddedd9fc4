/** LibTorch itself: loaded once in a process, its settings, its memory, and the way of values to a device and back. */
package io.github.metis8d.torch.runtime;
