package io.github.metis8d.torch.model;

import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/** The threads that compute a batch. */
public interface Crew extends AutoCloseable {
    /** The caller alone, whose operations may use several cores, or a GPU. */
    Crew CALLER = (clips, like, computation) -> computation.apply(Batch.whole(clips, like));

    /**
     * Computes a batch. What a share throws is thrown here, once no thread computes any more.
     *
     * @param clips whose the rows are
     * @param like a tensor on the device
     * @param computation gives the answers for a share's rows, (r, ..); may run on several threads at the same time
     * @return (R, ..), owned by the scope of the caller
     */
    Tensor compute(ClipRows clips, Tensor like, Function<Batch, Tensor> computation);

    /** Ends the threads. */
    @Override
    default void close() {}
}
