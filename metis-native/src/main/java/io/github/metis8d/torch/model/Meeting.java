package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.zeros;

import io.github.metis8d.torch.runtime.NativeScope;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Phaser;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where the threads that compute a batch together wait for each other, and the memory that all of them see. Of one batch.
 *
 * <p>A part of the memory may be written again once all have met after it was last read.
 */
public final class Meeting {
    /**
     * How often a thread looks for the others before it sleeps: some 100 µs, about what it costs to be woken. They mostly come
     * sooner, as their shares are of one size.
     */
    private static final int SPINS = 5000;

    private final TensorOptions options;
    private final PointerScope owner;
    private final int shares;
    private final Phaser threads;
    private final Map<Part, Tensor> memory = new EnumMap<>(Part.class);

    /** What the memory is for. */
    enum Part {
        /** The log-mel values of all frames. */
        LOG_MEL,
        /** What attention is given. */
        ATTENDING,
        /** The same in the number format of its products. */
        FACTORS,
        /** What attention answers. */
        ATTENDED,
        /** What the conformer's convolution is given. */
        CONFORMER,
        /** What the codec's first convolution is given. */
        CODEC_INPUT,
        /** What its others are given, one and the next in turn: there is no other meeting between them. */
        CODEC,
        /** See {@link #CODEC}. */
        CODEC_NEXT
    }

    /**
     * A meeting of threads.
     *
     * @param like a tensor on the device; the scope of the caller owns the memory
     * @param shares how many threads
     */
    public Meeting(Tensor like, int shares) {
        this.options = like.options();
        this.owner = PointerScope.getInnerScope();
        this.shares = shares;
        this.threads = new Phaser(shares);
    }

    int shares() {
        return shares;
    }

    /**
     * The memory of a part, the same for all threads, zeros at first. A thread alone gets other memory each time, owned by the
     * scope of the caller, as its batch may be an hour long.
     *
     * @param dtype the number format, always the same for a part
     * @param shape always the same for a part
     */
    synchronized Tensor memory(Part part, ScalarType dtype, long... shape) {
        Supplier<Tensor> making = () -> zeros(shape, options.dtype(new ScalarTypeOptional(dtype)));
        return shares == 1
                ? making.get()
                : memory.computeIfAbsent(part, unknown -> NativeScope.keep(owner, making.get()));
    }

    /**
     * Waits for the others. What they wrote before they came is there then.
     *
     * @throws CancellationException if one of them never comes
     */
    void await() {
        int phase = threads.arrive();
        for (int spin = 0; spin < SPINS && threads.getPhase() == phase; spin++) {
            Thread.onSpinWait();
        }
        if (threads.awaitAdvance(phase) < 0) {
            throw new CancellationException("another share of the batch failed");
        }
    }

    /** Sends home who waits and who is still to come. */
    public void abandon() {
        threads.forceTermination();
    }
}
