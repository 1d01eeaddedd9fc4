package io.github.metis8d.torch.runtime;

import java.util.function.Consumer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Java arrays as tensors of one dimension on a device. */
public final class HostArrays {
    private HostArrays() {}

    /**
     * Brings numbers to a device.
     *
     * @param values float64
     * @param transfer to the device
     * @return the tensor, owned by the scope of the caller
     */
    public static Tensor tensor(double[] values, Transfer transfer) {
        return up(values.length, ScalarType.Double, transfer, memory -> new DoublePointer(memory).put(values));
    }

    /**
     * Brings numbers to a device.
     *
     * @param values float32
     * @param transfer to the device
     * @return the tensor, owned by the scope of the caller
     */
    public static Tensor tensor(float[] values, Transfer transfer) {
        return up(values.length, ScalarType.Float, transfer, memory -> new FloatPointer(memory).put(values));
    }

    /**
     * Brings numbers to a device.
     *
     * @param values int64
     * @param transfer to the device
     * @return the tensor, owned by the scope of the caller
     */
    public static Tensor tensor(long[] values, Transfer transfer) {
        return up(values.length, ScalarType.Long, transfer, memory -> new LongPointer(memory).put(values));
    }

    /**
     * Brings numbers to a device.
     *
     * @param values int32
     * @param transfer to the device
     * @return the tensor, owned by the scope of the caller
     */
    public static Tensor tensor(int[] values, Transfer transfer) {
        return up(values.length, ScalarType.Int, transfer, memory -> new IntPointer(memory).put(values));
    }

    private static Tensor up(int length, ScalarType dtype, Transfer transfer, Consumer<Pointer> put) {
        return transfer.up(dtype, new long[] {length}, host -> put.accept(host.data_ptr()));
    }
}
