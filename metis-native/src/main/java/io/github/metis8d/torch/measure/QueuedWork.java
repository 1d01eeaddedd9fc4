package io.github.metis8d.torch.measure;

import static org.bytedeco.pytorch.global.torch.mm_out;
import static org.bytedeco.pytorch.global.torch.randn;

import io.github.metis8d.torch.TorchBackendProvider;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.NativeScope;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Work that keeps a device busy for about so long, and behind which other work waits in LibTorch's stream. For one thread; on a
 * CPU it is done when it is queued.
 */
public final class QueuedWork implements AutoCloseable {
    private static final int WARM_UP = 3;
    private static final int TIMED = 5;

    private final PointerScope owned = new PointerScope();
    private final Tensor left;
    private final Tensor right;
    private final Tensor product;
    private final double productSeconds;

    /**
     * Makes the matrices, and measures what their product takes.
     *
     * @param device {@code cpu} or {@code cuda:N}
     * @param size rows and columns of a matrix; of 4096, a product takes a fast GPU some milliseconds, so that few launches
     *     fill any time
     */
    public QueuedWork(String device, long size) {
        new TorchBackendProvider().requireDevice(device);
        LibTorch.useAllCores();
        left = random(device, size);
        right = random(device, size);
        product = random(device, size);
        NativeScope.leave(owned);
        for (int i = 0; i < WARM_UP; i++) {
            multiply();
        }
        await();
        long start = System.nanoTime();
        for (int i = 0; i < TIMED; i++) {
            multiply();
        }
        await();
        productSeconds = (System.nanoTime() - start) / 1e9 / TIMED;
    }

    private static Tensor random(String device, long size) {
        return NativeScope.result(() -> randn(size, size).to(new Device(device), ScalarType.Float));
    }

    /**
     * Queues work.
     *
     * @param seconds that it keeps the device busy at least, as far as the clocks stay as they were
     */
    public void queue(double seconds) {
        for (long i = (long) Math.ceil(seconds / productSeconds); i > 0; i--) {
            multiply();
        }
    }

    private void multiply() {
        NativeScope.run(() -> {
            try (InferenceMode inference = new InferenceMode()) {
                mm_out(product, left, right);
            }
        });
    }

    /** Waits until the work is done, and all that was queued before it. */
    public void await() {
        // A value on the host is there when the device has computed it.
        NativeScope.run(() -> product.select(0, 0).select(0, 0).item_float());
    }

    @Override
    public void close() {
        owned.close();
    }
}
