package io.github.metis8d.torch.checkpoint;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A view on a storage, as a pickle describes it. Nothing of it is believed before it is checked.
 *
 * @param storage the numbers
 * @param offset where the first one is
 * @param shape the sizes of its dimensions
 * @param strides the step from one to the next in each dimension
 */
record TorchTensor(TorchStorage storage, long offset, List<Long> shape, List<Long> strides) {
    /**
     * {@return the numbers of a vector}
     *
     * @param length how many there must be, in the last dimension; dimensions of size 1 may stand before it
     * @param data the storage's bytes, in their order
     * @throws PickleException if the tensor is of another shape, or lies outside of its storage
     */
    double[] vector(int length, ByteBuffer data) throws PickleException {
        int last = shape.size() - 1;
        boolean fits = last >= 0 && shape.get(last) == length && strides.size() == shape.size();
        for (int d = 0; d < last; d++) {
            fits &= shape.get(d) == 1;
        }
        if (!fits || !storage.type().isFloating()) {
            throw new PickleException("is not a vector of " + length + " floating-point numbers, but "
                    + Printable.of(storage.type().name().toLowerCase(java.util.Locale.ROOT) + shape));
        }
        long stride = strides.get(last);
        long held = Math.min(storage.size(), data.limit() / storage.type().bytes);
        // So that no product overflows: what is held fits into an int.
        if (offset < 0 || stride < 0 || offset >= held || stride > held || offset + (length - 1) * stride >= held) {
            throw new PickleException("lies outside of the " + held + " numbers that are there for it");
        }
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            int at = (int) (offset + i * stride);
            numbers[i] = storage.type().number(data, at * storage.type().bytes);
        }
        return numbers;
    }
}
