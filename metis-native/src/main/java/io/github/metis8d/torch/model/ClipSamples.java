package io.github.metis8d.torch.model;

/**
 * Where the samples of a batch's clips lie: one clip after the other, each from a whole number of log-mel's hops on. So the
 * frames of all clips are those of one long signal, but for the frames that reach over a border, which nobody looks at.
 */
public final class ClipSamples {
    private final int[] firstFrames;
    private final int frames;

    /**
     * The samples of a batch.
     *
     * @param clips its rows
     */
    public ClipSamples(ClipRows clips) {
        this.firstFrames = new int[clips.clips()];
        int next = 0;
        for (int clip = 0; clip < firstFrames.length; clip++) {
            firstFrames[clip] = next;
            next = Math.addExact(next, clips.frames(clip) + LogMel.FRAMES_OVER_BORDER);
        }
        int twice = 2 * clips.rows();
        this.frames = clips.rounding() == RowRounding.FINE
                ? next
                : twice + clips.rounding().room(twice, LogMel.FRAMES_OVER_BORDER * firstFrames.length);
    }

    /** {@return N, the samples of the batch} */
    public int samples() {
        return Math.multiplyExact(frames, LogMel.HOP);
    }

    /**
     * {@return the first sample of a clip}
     *
     * @param clip its number
     */
    public int first(int clip) {
        return firstFrames[clip] * LogMel.HOP;
    }

    /** The first frame of a clip among those of the long signal. */
    int firstFrame(int clip) {
        return firstFrames[clip];
    }
}
