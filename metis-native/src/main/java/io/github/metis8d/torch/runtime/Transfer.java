package io.github.metis8d.torch.runtime;

import java.util.function.Consumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What goes to the device for one batch, and what comes back. For one thread, but that several may call {@link #up} on a CPU. */
public interface Transfer extends AutoCloseable {
    /**
     * Brings values to the device. May return before they are there: what LibTorch is told to compute from now on waits
     * for them on the device.
     *
     * @param dtype the type of the values
     * @param shape the sizes of the tensor
     * @param fill writes them into a tensor of the host, contiguous, which is of no use afterwards
     * @return the tensor on the device, for as long as this is open; owned by the scope of the caller
     */
    Tensor up(ScalarType dtype, long[] shape, Consumer<Tensor> fill);

    /**
     * Has answers brought back as soon as they are computed, and does not wait for it.
     *
     * @param answers float32 on the device
     */
    void down(Tensor answers);

    /**
     * {@return the first of the answers, in their order, once all are on the host} Valid until this is closed. An error of
     * the device since the batch was started may come to light here.
     */
    FloatPointer await();

    /**
     * Gives back what was taken. If the answers were not awaited, because the batch failed, this waits until the device is
     * done with it.
     */
    @Override
    void close();
}
