package io.github.metis8d.torch.cuda;

import java.lang.System.Logger.Level;
import org.bytedeco.pytorch.global.torch_cuda;

/** LibTorch's store of GPU memory, which keeps what tensors gave back, in pieces that may suit no later one. */
public final class CachingAllocator {
    private static final System.Logger LOG = System.getLogger(CachingAllocator.class.getName());

    private CachingAllocator() {}

    /**
     * Gives the memory that no tensor holds back to the GPUs; LibTorch has no call for one of them. A failure is logged
     * only: it never hides another.
     */
    public static void empty() {
        try {
            torch_cuda.getAllocator().emptyCache();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the cache of GPU memory could not be emptied", e);
        }
    }
}
