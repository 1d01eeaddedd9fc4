package io.github.metis8d.torch.model;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.fft_rfft;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.view_as_real;

import io.github.metis8d.Metis8dEncoder;
import io.github.metis8d.torch.checkpoint.FrontEndConfig;
import io.github.metis8d.torch.runtime.DirectTransfer;
import io.github.metis8d.torch.runtime.HostArrays;
import io.github.metis8d.torch.runtime.NativeScope;
import io.github.metis8d.torch.runtime.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
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
    static final int HOP = 160;

    /** Frames that begin in a clip and end in the next, where that begins at the next whole hop but one. */
    static final int FRAMES_OVER_BORDER = 2;

    private static final int FFT = 512;
    private static final double PRE_EMPHASIS = 0.97;
    private static final double FULL_SCALE = 1 << 15;
    private static final double MEL_FLOOR = 1.192092955078125e-07;
    private static final float VARIANCE_FLOOR = 1e-7f;

    private final FrontEndConfig config;
    private final int blockFrames;
    private final boolean clipByClip;
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
        this.clipByClip = owner.compute().blocks().clipByClip();
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
     * @param samples (N) float32, full scale ±1; between clips anything finite
     * @param batch its rows
     * @param layout where the clips' samples lie
     * @param transfer brings what else the batch needs
     * @return (r, 2 * bins) float32, the rows of this thread; a frame that a clip lacks holds the padding value, as do the
     *     rows of nobody
     */
    public Tensor forward(Tensor samples, Batch batch, ClipSamples layout, Transfer transfer) {
        ClipRows clips = batch.clips();
        return NativeScope.result(() -> {
            Tensor framed = samples.unfold(0, FRAME, HOP);
            Tensor mels = clipByClip ? ofEach(framed, batch, layout) : ofAll(framed, clips, layout, transfer);
            Tensor normalised = normalise(mels, clips, transfer);
            long[] missing = missingFrames(clips);
            if (missing.length > 0) {
                normalised.index_fill_(0, HostArrays.tensor(missing, transfer), new Scalar(config.paddingValue()));
            }
            return batch.own(normalised.view(clips.rows(), (long) config.stride() * config.melBins()));
        });
    }

    /** Some frames of a clip: the first of them among those of the rows and among those of the signal. */
    private record Block(long firstOfRows, long firstOfSignal, long frames) {}

    /** The frames of the rows, (2 R, bins), each clip by itself; those that are missing hold numbers. */
    private Tensor ofEach(Tensor framed, Batch batch, ClipSamples layout) {
        Tensor mels = batch.memory(
                Meeting.Part.LOG_MEL, ScalarType.Float, 2L * batch.clips().rows(), config.melBins());
        List<Block> blocks = blocks(batch.clips(), layout);
        for (Block block : blocks.subList(batch.partBegin(blocks.size()), batch.partEnd(blocks.size()))) {
            NativeScope.run(() -> mels.narrow(0, block.firstOfRows, block.frames)
                    .copy_(logMelOf(framed.narrow(0, block.firstOfSignal, block.frames))));
        }
        batch.await();
        return mels;
    }

    private List<Block> blocks(ClipRows clips, ClipSamples layout) {
        List<Block> blocks = new ArrayList<>();
        for (int clip = 0; clip < clips.clips(); clip++) {
            for (int frame = 0; frame < clips.frames(clip); frame += blockFrames) {
                int frames = Math.min(blockFrames, clips.frames(clip) - frame);
                blocks.add(new Block(2L * clips.first(clip) + frame, layout.firstFrame(clip) + frame, frames));
            }
        }
        return blocks;
    }

    /** The same of the long signal that all clips are. */
    private Tensor ofAll(Tensor framed, ClipRows clips, ClipSamples layout, Transfer transfer) {
        Tensor mels = empty(new long[] {framed.size(0), config.melBins()}, framed.options(), null);
        RowBlocks.each(framed.size(0), blockFrames, (first, count) -> mels.narrow(0, first, count)
                .copy_(logMelOf(framed.narrow(0, first, count))));
        Tensor places = perFrame(clips, layout::firstFrame, 1, transfer);
        return mels.index_select(0, places);
    }

    /** (F, 400) samples to (F, bins) natural logarithms of energies. */
    private Tensor logMelOf(Tensor framed) {
        Tensor x = framed.to(ScalarType.Double).mul_(new Scalar(FULL_SCALE));
        x = x.sub_(x.mean(new long[] {1}, true, null));
        Tensor first = x.narrow(1, 0, 1).mul(new Scalar(1 - PRE_EMPHASIS));
        Tensor others = x.narrow(1, 1, FRAME - 1).sub(x.narrow(1, 0, FRAME - 1), new Scalar(PRE_EMPHASIS));
        x = cat(new TensorVector(first, others), 1).mul_(window);
        Tensor power = view_as_real(fft_rfft(x, new LongOptional(FFT), 1, null))
                .square()
                .sum(2);
        return matmul(power, filters).clamp_min_(new Scalar(MEL_FLOOR)).log_();
    }

    /** Each bin to mean 0 and variance 1 over the frames of its clip, in the float32 arithmetic of the reference. */
    private static Tensor normalise(Tensor mels, ClipRows clips, Transfer transfer) {
        PairwiseSum sum = new PairwiseSum(clips, transfer);
        Tensor clipOf = perFrame(clips, clip -> clip, 0, transfer);
        Tensor mean = sum.over(mels).div_(perClip(clips, 0, transfer));
        Tensor centred = mels.sub(mean.index_select(0, clipOf));
        Tensor variance = sum.over(centred.square()).div_(perClip(clips, -1, transfer));
        Tensor deviation = variance.add_(new Scalar(VARIANCE_FLOOR)).sqrt_();
        return centred.div_(deviation.index_select(0, clipOf));
    }

    private static Tensor perClip(ClipRows clips, int plus, Transfer transfer) {
        float[] counts = new float[clips.clips()];
        for (int clip = 0; clip < counts.length; clip++) {
            counts[clip] = clips.frames(clip) + plus;
        }
        return HostArrays.tensor(counts, transfer).view(counts.length, 1);
    }

    /** For each of the 2 R frames of the rows a number: the clip's own, plus a step for each of its frames. */
    private static Tensor perFrame(ClipRows clips, IntUnaryOperator ofClip, int step, Transfer transfer) {
        // What the frames are given that no clip has does not matter, as long as it is the number of something.
        long[] numbers = new long[2 * clips.rows()];
        for (int clip = 0; clip < clips.clips(); clip++) {
            long number = ofClip.applyAsInt(clip);
            for (int frame = 0; frame < clips.frames(clip); frame++, number += step) {
                numbers[2 * clips.first(clip) + frame] = number;
            }
        }
        return HostArrays.tensor(numbers, transfer);
    }

    /** The frames of the rows that no clip has. */
    private static long[] missingFrames(ClipRows clips) {
        IntStream ofClips = IntStream.range(0, clips.clips())
                .filter(clip -> clips.frames(clip) % 2 == 1)
                .map(clip -> 2 * clips.first(clip) + clips.frames(clip));
        IntStream untaken = IntStream.range(2 * clips.taken(), 2 * clips.rows());
        return IntStream.concat(ofClips, untaken).asLongStream().toArray();
    }
}
