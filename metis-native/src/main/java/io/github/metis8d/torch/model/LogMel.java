package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.fft_rfft;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.view_as_real;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.torch.checkpoint.FrontEndConfig;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.NativeScope;
import io.github.metis8d.torch.runtime.Transfer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The log-mel front end of w2v-BERT 2.0: Kaldi's filter bank, normalised per clip and bin, two frames to a row.
 *
 * <p>In float64 up to the logarithm, whatever the precision of the model: float32 loses the quiet bins beside a loud
 * tone.
 */
public final class LogMel {
    private static final int FRAME = 400;
    private static final int HOP = 160;
    private static final int FFT = 512;
    private static final double PRE_EMPHASIS = 0.97;
    private static final double FULL_SCALE = 1 << 15;
    private static final double MEL_FLOOR = 1.192092955078125e-07;
    private static final float VARIANCE_FLOOR = 1e-7f;

    private final FrontEndConfig config;
    private final int blockFrames;
    private final Tensor window;
    private final Tensor filters;

    /**
     * Makes window and filters.
     *
     * @param config the settings
     * @param owner keeps them, and tells the device
     */
    public LogMel(FrontEndConfig config, Weights owner) {
        this.config = config;
        this.blockFrames = owner.compute().blocks().logMelFrames();
        Transfer transfer = new DirectTransfer(owner.compute().device());
        this.window = owner.keep(NativeScope.result(() -> HostArrays.tensor(poveyWindow(), transfer)));
        int bins = FFT / 2 + 1;
        double[] weights = MelFilterBank.weights(bins, config.melBins(), Metis8dEncoder.SAMPLE_RATE);
        this.filters = owner.keep(
                NativeScope.result(() -> HostArrays.tensor(weights, transfer).view(bins, config.melBins())));
    }

    /**
     * {@return F, the frames of a clip: no centring, no padding}
     *
     * @param samples of the clip
     */
    public static int frames(int samples) {
        return 1 + (samples - FRAME) / HOP;
    }

    /**
     * {@return the samples that so many frames take}
     *
     * @param frames F
     */
    public static int samples(int frames) {
        return FRAME + (frames - 1) * HOP;
    }

    /** A symmetric Hann window to the power of 0.85. */
    private static double[] poveyWindow() {
        double[] window = new double[FRAME];
        for (int i = 0; i < FRAME; i++) {
            window[i] = Math.pow(0.5 - 0.5 * Math.cos(2 * Math.PI * i / (FRAME - 1)), 0.85);
        }
        return window;
    }

    /**
     * Computes a batch.
     *
     * @param samples (B, N) float32, full scale ±1, clips padded with anything finite
     * @param frames F of each clip
     * @param rows T, at least what N samples make
     * @param transfer brings what else the batch needs
     * @return (B, T, 2 * bins) float32; a frame that a clip lacks holds the padding value
     */
    public Tensor forward(Tensor samples, int[] frames, int rows, Transfer transfer) {
        return NativeScope.result(() -> stack(normalise(logMel(samples), frames, transfer), frames, rows, transfer));
    }

    private Tensor logMel(Tensor samples) {
        Tensor framed = samples.unfold(1, FRAME, HOP);
        int frames = (int) framed.size(1);
        Tensor mels = empty(new long[] {samples.size(0), frames, config.melBins()}, samples.options(), null);
        int block = Math.max(1, blockFrames / (int) samples.size(0));
        for (int start = 0; start < frames; start += block) {
            int length = Math.min(block, frames - start);
            int first = start;
            Tensor part = NativeScope.result(() -> logMelOf(framed.narrow(1, first, length)));
            mels.narrow(1, start, length).copy_(part);
        }
        return mels;
    }

    /** (B, F, 400) samples to (B, F, bins) natural logarithms of energies. */
    private Tensor logMelOf(Tensor framed) {
        Tensor x = framed.to(ScalarType.Double).mul_(new Scalar(FULL_SCALE));
        x = x.sub_(x.mean(new long[] {2}, true, null));
        Tensor first = x.narrow(2, 0, 1).mul(new Scalar(1 - PRE_EMPHASIS));
        Tensor others = x.narrow(2, 1, FRAME - 1).sub(x.narrow(2, 0, FRAME - 1), new Scalar(PRE_EMPHASIS));
        x = cat(new TensorVector(first, others), 2).mul_(window);
        Tensor power = view_as_real(fft_rfft(x, new LongOptional(FFT), 2, null))
                .square()
                .sum(3);
        return matmul(power, filters).clamp_min_(new Scalar(MEL_FLOOR)).log_();
    }

    /** Each bin to mean 0 and variance 1 over the frames of its clip, in the float32 arithmetic of the reference. */
    private static Tensor normalise(Tensor mels, int[] frames, Transfer transfer) {
        PairwiseSum sum = new PairwiseSum(frames, (int) mels.size(1), transfer);
        Tensor centred = mels.sub(sum.over(mels).div_(perClip(frames, 0, transfer)));
        Tensor variance = sum.over(centred.square()).div_(perClip(frames, -1, transfer));
        return centred.div_(variance.add_(new Scalar(VARIANCE_FLOOR)).sqrt_());
    }

    private static Tensor perClip(int[] frames, int plus, Transfer transfer) {
        float[] counts = new float[frames.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = frames[i] + plus;
        }
        return HostArrays.tensor(counts, transfer).view(frames.length, 1, 1);
    }

    private Tensor stack(Tensor mels, int[] frames, int rows, Transfer transfer) {
        int padded = (int) mels.size(1);
        Tensor past = RowMasks.past(frames, padded, transfer);
        Scalar padding = new Scalar(config.paddingValue());
        if (past != null) {
            mels.masked_fill_(past, padding);
        }
        int bins = config.melBins();
        int missing = rows * config.stride() - padded;
        Tensor whole = missing == 0
                ? mels
                : cat(
                        new TensorVector(
                                mels, full(new long[] {frames.length, missing, bins}, padding, mels.options())),
                        1);
        return whole.view(frames.length, rows, (long) config.stride() * bins);
    }
}
