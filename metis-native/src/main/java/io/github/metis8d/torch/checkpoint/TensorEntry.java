package io.github.metis8d.torch.checkpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * Where one tensor lies in a safetensors file. The header was checked: the bytes are inside the file, belong to no
 * other tensor, and are as many as type and shape ask for.
 *
 * @param file the file
 * @param dtype the element type as the header names it
 * @param shape the sizes of its dimensions
 * @param position the first byte, from the start of the file
 * @param length bytes
 */
record TensorEntry(Path file, String dtype, List<Long> shape, long position, long length) {}
