package io.github.metis8d.torch.runtime;

import static org.bytedeco.pytorch.global.torch.empty;

import java.util.function.Consumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Copies while the caller waits. On a CPU, which computes where the values are, nothing is copied at all. */
public final class DirectTransfer implements Transfer {
    private final Device device;
    private Tensor answers;

    /**
     * A transfer.
     *
     * @param device where values are brought
     */
    public DirectTransfer(Device device) {
        this.device = device;
    }

    @Override
    public Tensor up(ScalarType dtype, long[] shape, Consumer<Tensor> fill) {
        Tensor host = empty(shape, new TensorOptions(dtype), null);
        fill.accept(host);
        return host.to(device, dtype);
    }

    @Override
    public void down(Tensor computed) {
        answers = computed.cpu().contiguous().retainReference();
    }

    @Override
    public FloatPointer await() {
        return new FloatPointer(answers.data_ptr());
    }

    @Override
    public void close() {
        if (answers != null) {
            answers.releaseReference();
            answers = null;
        }
    }
}
