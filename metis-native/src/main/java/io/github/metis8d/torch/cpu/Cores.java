package io.github.metis8d.torch.cpu;

import static org.bytedeco.pytorch.global.torch.cat;

import io.github.metis8d.torch.model.Batch;
import io.github.metis8d.torch.model.ClipRows;
import io.github.metis8d.torch.model.Crew;
import io.github.metis8d.torch.model.Meeting;
import io.github.metis8d.torch.runtime.LibTorch;
import io.github.metis8d.torch.runtime.NativeScope;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Two cores, each with a thread of its own that computes half of a batch's rows. Cores that share each operation wait for each
 * other at the end of a thousand of them, and for the one thread that prepares the next; these meet some sixty times.
 * metis-bench/README.md has what that brings.
 */
public final class Cores implements Crew {
    /**
     * More cores share each operation instead: a core that computes all of a layer reads all of its weights, and nobody has
     * measured how many of them the memory feeds.
     */
    private static final int MOST = 2;

    /** The fewest rows of a share, as LibTorch multiplies smaller matrices in another way, in which rows have other bits. */
    private static final int LEAST_ROWS = 32;

    /**
     * The same in float32, of which two cores read twice the weights. With fewer rows they are slower than if they share each
     * product, by up to 7 % for a clip of 10 s.
     */
    private static final int LEAST_ROWS_IN_FLOAT32 = 384;

    /** The most rows of a batch. With more, operations are so large that waiting costs nothing, and memory does. */
    private static final int MOST_ROWS = 1 << 13;

    private final List<ExecutorService> threads;
    private final int leastRows;

    private Cores(int cores, int leastRows) {
        this.threads = IntStream.range(0, cores).mapToObj(Cores::thread).toList();
        this.leastRows = leastRows;
        threads.forEach(thread ->
                CompletableFuture.runAsync(() -> LibTorch.useCores(1), thread).join());
        // The last number is what threads begin with that LibTorch has not met yet.
        LibTorch.useCores(cores);
    }

    private static ExecutorService thread(int number) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "metis-cpu-" + number);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * {@return who computes batches on the CPU}
     *
     * @param cores how many LibTorch uses for one operation of this thread
     * @param products the number format of linear layers
     */
    public static Crew of(int cores, ScalarType products) {
        return cores == MOST
                ? new Cores(cores, products == ScalarType.Float ? LEAST_ROWS_IN_FLOAT32 : LEAST_ROWS)
                : CALLER;
    }

    @Override
    public synchronized Tensor compute(ClipRows clips, Tensor like, Function<Batch, Tensor> computation) {
        if (clips.rows() < threads.size() * leastRows || clips.rows() > MOST_ROWS) {
            return CALLER.compute(clips, like, computation);
        }
        return NativeScope.result(() -> {
            PointerScope owner = PointerScope.getInnerScope();
            Meeting meeting = new Meeting(like, threads.size());
            List<CompletableFuture<Tensor>> shares = IntStream.range(0, threads.size())
                    .mapToObj(share -> CompletableFuture.supplyAsync(
                            () -> {
                                try (PointerScope scope = new PointerScope();
                                        InferenceMode inference = new InferenceMode()) {
                                    Batch batch = new Batch(clips, meeting, share, like);
                                    return NativeScope.keep(owner, computation.apply(batch));
                                } catch (RuntimeException | Error e) {
                                    meeting.abandon();
                                    throw e;
                                }
                            },
                            threads.get(share)))
                    .toList();
            return cat(new TensorVector(joined(shares).toArray(Tensor[]::new)), 0);
        });
    }

    /** Waits for all, and throws what one of them threw if it was not merely left alone by another. */
    private static List<Tensor> joined(List<CompletableFuture<Tensor>> shares) {
        Throwable failure = null;
        for (CompletableFuture<Tensor> share : shares) {
            try {
                share.join();
            } catch (CompletionException e) {
                failure = failure == null || failure instanceof CancellationException ? e.getCause() : failure;
            }
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return shares.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
    }
}
