package io.github.metis8d.torch.cuda;

import java.lang.System.Logger.Level;

/** LibTorch's store of one GPU's memory, which keeps what tensors gave back, in pieces that may suit no later one. */
public final class CachingAllocator {
    private static final System.Logger LOG = System.getLogger(CachingAllocator.class.getName());

    /** The store that LibTorch has unless PYTORCH_CUDA_ALLOC_CONF names CUDA's own. */
    private static final String NATIVE = "native";

    /** More than any GPU has addresses for; from four times as much on, LibTorch refuses without looking at its store. */
    static final long MORE_THAN_THERE_IS = 1L << 58;

    /** A part of the memory that LibTorch takes for a limit, which it does not the whole. */
    private static final double ALL_BUT_A_BYTE = Math.nextDown(1.0);

    /** In what LibTorch says when there is no memory. */
    private static final String OUT_OF_MEMORY = "out of memory";

    private final int device;
    private final CudaCalls cuda;

    /**
     * The store of a GPU.
     *
     * @param device its number among those that the process sees
     */
    public CachingAllocator(int device) {
        this(device, new CudaPresets());
    }

    /** The same by other calls. */
    CachingAllocator(int device, CudaCalls cuda) {
        this.device = device;
        this.cuda = cuda;
    }

    /**
     * Gives the memory that no tensor holds back to this GPU, and leaves those of others alone, which may be computing, or
     * have failed. LibTorch has no call for it: {@code emptyCache} goes from GPU to GPU, and ends at the first that failed.
     * But before LibTorch says that a GPU has no memory, it gives back all that it keeps of that GPU's, and so it is asked
     * for more than there is ({@code DeviceCachingAllocator::malloc}, LibTorch 2.10). A failure is logged only: it never
     * hides another.
     */
    public void empty() {
        try {
            if (cuda.allocatorName().equals(NATIVE)) {
                askForMoreThanThereIs();
            } else {
                cuda.emptyCaches();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the cache of the memory of cuda:" + device + " could not be emptied", e);
        }
    }

    private void askForMoreThanThereIs() {
        cuda.cudaSetDevice(device);
        // With a limit, LibTorch refuses by itself. Without, it would ask the GPU first, and where segments are
        // expandable,
        // that would take all memory for a moment.
        double before = cuda.memoryFraction(device);
        cuda.setMemoryFraction(device, Math.min(before, ALL_BUT_A_BYTE));
        try {
            cuda.allocate(device, cuda.currentStream(device), MORE_THAN_THERE_IS)
                    .close();
        } catch (RuntimeException e) {
            if (!String.valueOf(e.getMessage()).contains(OUT_OF_MEMORY)) {
                throw e;
            }
        } finally {
            cuda.setMemoryFraction(device, before);
        }
    }
}
