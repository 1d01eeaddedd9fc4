package io.github.metis8d.torch.checkpoint;

import static org.bytedeco.pytorch.global.torch.elementSize;
import static org.bytedeco.pytorch.global.torch.empty;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Main memory for tensors that are needed only while the model is built, which goes back to the system when it is freed.
 *
 * <p>glibc takes blocks above a threshold from the system and gives them back, but the first such block that is freed
 * raises the threshold to its size, up to 32 MiB. From then on weights and what they are made from would lie mixed in
 * one heap, and its holes would make the process half as large again as its weights. A block above 32 MiB leaves the
 * threshold as it is, and the part of it that nobody touches takes no memory.
 */
public final class Scratch {
    private static final long ABOVE_THRESHOLD_BYTES = 34 << 20;

    private Scratch() {}

    /**
     * {@return an uninitialised tensor on the CPU, owned by the caller's scope}
     *
     * @param dtype its number format
     * @param shape its sizes
     */
    public static Tensor tensor(ScalarType dtype, long... shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        long room = Math.max(count, ABOVE_THRESHOLD_BYTES / elementSize(dtype));
        return empty(new long[] {room}, new TensorOptions(dtype), null)
                .narrow(0, 0, count)
                .view(shape);
    }
}
