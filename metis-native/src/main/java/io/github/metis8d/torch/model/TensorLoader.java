package io.github.metis8d.torch.model;

import io.github.metis8d.torch.checkpoint.TensorSource;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Reads tensors to where they are needed, converted on the way. For one thread.
 *
 * @param source the tensors
 * @param device where they are needed
 * @param scratch memory for what is needed meanwhile
 */
record TensorLoader(TensorSource source, Device device, Scratch scratch) {
    /** {@return uninitialised memory on the device that may be kept, owned by the caller's scope} */
    Tensor memory(ScalarType dtype, long... shape) {
        return torch.empty(shape, new TensorOptions(dtype).device(new DeviceOptional(device)), null);
    }

    /** {@return the same for a while, which on the CPU is scratch memory} */
    Tensor passingMemory(ScalarType dtype, long... shape) {
        return device.is_cpu() ? scratch.tensor(dtype, shape) : memory(dtype, shape);
    }

    /** Reads a tensor, by way of other memory only if it has to be converted. */
    Tensor read(String name, Tensor into) {
        ScalarType stored = source.format(name);
        if (into.is_cpu() && has(into, stored)) {
            source.read(name, into);
            return into;
        }
        long mark = scratch.mark();
        Tensor raw = scratch.tensor(stored, sizes(into));
        source.read(name, raw);
        into.copy_(raw);
        scratch.free(mark);
        return into;
    }

    /** Reads a tensor times a factor; the product is made in float32. */
    Tensor readScaled(String name, Tensor factor, Tensor into) {
        if (has(into, ScalarType.Float)) {
            return read(name, into).mul_(factor);
        }
        long mark = scratch.mark();
        Tensor exact = read(name, passingMemory(ScalarType.Float, sizes(into)));
        into.copy_(exact.mul_(factor));
        scratch.free(mark);
        return into;
    }

    /** {@return the tensor, or a copy in passing memory if it has another number format} */
    Tensor converted(Tensor x, ScalarType dtype) {
        return has(x, dtype) ? x : copied(x, dtype);
    }

    /** {@return a copy in passing memory, its values one behind the other} */
    Tensor copied(Tensor x, ScalarType dtype) {
        return passingMemory(dtype, sizes(x)).copy_(x);
    }

    private static boolean has(Tensor x, ScalarType dtype) {
        // JavaCPP makes a new object of each answer, which is the constant only after this.
        return x.scalar_type().intern() == dtype;
    }

    private static long[] sizes(Tensor x) {
        return x.sizes().vec().get();
    }
}
