/**
 * What is fast on the CPU: {@link PackedOperations} has linear layers by {@linkplain OneDnnLinear oneDNN's product} of weights
 * that are packed once, where that is {@linkplain PackedProducts right}, and in bfloat16 between float32 layers
 * ({@link ReducedLinear}) where the precision allows it.
 */
package io.github.metis8d.torch.cpu;
