package io.github.metis8d.torch.cuda;

import io.github.metis8d.torch.runtime.Transfer;
import io.github.metis8d.torch.runtime.Transfers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Transfers that go on while the GPU computes other batches.
 *
 * <p>Each has memory of its own, here and on the GPU, which the next one takes over once the answers of the first are
 * there: by then the GPU has read and written all. So no memory is allocated, or freed, between batches.
 */
public final class OverlappedTransfers implements Transfers {
    /** Less is not worth an area of its own. */
    private static final long MIN_BYTES = 1 << 20;

    private final CopyEngine engine;
    private final Deque<Slot> idle = new ArrayDeque<>();

    OverlappedTransfers(CopyEngine engine) {
        this.engine = engine;
    }

    /**
     * Transfers to a GPU.
     *
     * @param device the GPU
     * @return the transfers
     */
    public static OverlappedTransfers to(Device device) {
        return new OverlappedTransfers(new CudaCopyEngine(device.index(), new CudaPresets()));
    }

    @Override
    public Transfer begin() {
        return idle.isEmpty() ? new Slot() : idle.pop();
    }

    /** Frees the memory. All transfers must be closed. */
    @Override
    public void close() {
        idle.forEach(Slot::free);
        idle.clear();
        engine.close();
    }

    private final class Slot implements Transfer {
        private final List<StagingArea> areas = new ArrayList<>();
        private Tensor answers;
        private StagingArea.Piece answersHere;
        private CopyEngine.Arrival arrival;
        private boolean settled = true;

        @Override
        public Tensor up(ScalarType dtype, long[] shape, Consumer<Tensor> fill) {
            long bytes = torch.elementSize(dtype);
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
            settled = false;
            StagingArea.Piece piece = cut(bytes);
            fill.accept(torch.from_blob(piece.host(), shape, new TensorOptions(dtype)));
            engine.up(piece.host(), piece.device(), bytes);
            return piece.device().view(dtype).view(shape);
        }

        @Override
        public void down(Tensor computed) {
            settled = false;
            // Kept until it is copied: LibTorch would give its memory to what is computed next.
            answers = computed.contiguous().retainReference();
            answersHere = cut(answers.nbytes());
            arrival = engine.down(answers, answersHere.host(), answers.nbytes());
        }

        private StagingArea.Piece cut(long bytes) {
            if (areas.isEmpty() || !areas.get(areas.size() - 1).hasRoom(bytes)) {
                long all = areas.stream().mapToLong(StagingArea::bytes).sum();
                areas.add(new StagingArea(engine, Math.max(MIN_BYTES, 2 * (all + bytes))));
            }
            return areas.get(areas.size() - 1).cut(bytes);
        }

        @Override
        public FloatPointer await() {
            arrival.await();
            settled = true;
            return new FloatPointer(answersHere.host());
        }

        @Override
        public void close() {
            if (!settled) {
                engine.drain();
                settled = true;
            }
            if (arrival != null) {
                arrival.close();
                arrival = null;
            }
            if (answers != null) {
                answers.releaseReference();
                answers = null;
            }
            // The last is the largest, with room for what all had to hold.
            while (areas.size() > 1) {
                areas.remove(0).free();
            }
            areas.forEach(StagingArea::rewind);
            idle.push(this);
        }

        private void free() {
            areas.forEach(StagingArea::free);
        }
    }
}
