package io.github.metis8d.torch;

import static org.bytedeco.pytorch.global.torch.empty;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Java arrays as tensors of one dimension on a device. */
final class HostArrays {
    private HostArrays() {}

    static Tensor tensor(double[] values, Device device) {
        Tensor host = host(values.length, ScalarType.Double);
        new DoublePointer(host.data_ptr()).put(values);
        return host.to(device, ScalarType.Double);
    }

    static Tensor tensor(float[] values, Device device) {
        Tensor host = host(values.length, ScalarType.Float);
        new FloatPointer(host.data_ptr()).put(values);
        return host.to(device, ScalarType.Float);
    }

    static Tensor tensor(long[] values, Device device) {
        Tensor host = host(values.length, ScalarType.Long);
        new LongPointer(host.data_ptr()).put(values);
        return host.to(device, ScalarType.Long);
    }

    static Tensor tensor(int[] values, Device device) {
        Tensor host = host(values.length, ScalarType.Int);
        new IntPointer(host.data_ptr()).put(values);
        return host.to(device, ScalarType.Int);
    }

    static Tensor tensor(boolean[] values, Device device) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        Tensor host = host(bytes.length, ScalarType.Bool);
        new BytePointer(host.data_ptr()).put(bytes);
        return host.to(device, ScalarType.Bool);
    }

    private static Tensor host(int length, ScalarType dtype) {
        return empty(new long[] {length}, new TensorOptions(dtype), null);
    }
}
