package io.github.metis8d.io.audio;

/**
 * The impulse response of soxr's HQ low-pass for a source rate and 16 kHz, over t in samples of the lower of both rates:
 *
 * <pre>
 * h(t) = d[0] k(t) + sum_n d[n] (k(t - n/2) + k(t + n/2)) / 2
 * </pre>
 *
 * <p>soxr resamples simple ratios in one stage, which is k. For others a second stage follows, which interpolates, and
 * loses up to a thousandth of the highest passband: the sum over n is its response. The constants were fitted to what
 * soxr 1.1 answers to impulses; the remaining difference is below -130 dB at the rates listed, and at others about
 * -70 dB.
 */
final class LowPass {
    private static final double CUTOFF = 0.95687183;

    private static final double[] NO_DROOP = {1};
    private static final double[] DROOP_44100 = {
        0.981761062,
        0.030784087,
        -0.018453778,
        0.00782331,
        -0.002354979,
        0.000509766,
        -0.000073819,
        0.000004169,
        0.000000438
    };
    private static final double[] DROOP_11025 = {
        0.904960301,
        0.166487656,
        -0.111193443,
        0.05553243,
        -0.019982833,
        0.004866998,
        -0.000730518,
        0.000063418,
        -0.000003843
    };
    private static final double[] DROOP_88200 = {
        0.980559664,
        0.032980944,
        -0.020127266,
        0.008874021,
        -0.002887547,
        0.000719859,
        -0.000134153,
        0.000015133,
        -0.000000388
    };

    private final KaiserSinc sinc;
    private final double[] droop;

    private LowPass(double beta, double halfWidth, double[] droop) {
        this.sinc = new KaiserSinc(CUTOFF, beta, halfWidth);
        this.droop = droop;
    }

    static LowPass of(int sourceRate) {
        return switch (sourceRate) {
            case 8000, 32_000 -> new LowPass(13.04005, 97.25, NO_DROOP);
            case 12_000 -> new LowPass(13.04005, 97.125, NO_DROOP);
            case 96_000 -> new LowPass(13.71123, 101.5, NO_DROOP);
            case 192_000 -> new LowPass(14.10433, 104.8339, NO_DROOP);
            case 22_050, 44_100 -> new LowPass(13.71133, 101.76917, DROOP_44100);
            case 11_025 -> new LowPass(13.71116, 102.24985, DROOP_11025);
            case 88_200 -> new LowPass(14.38316, 106.84802, DROOP_88200);
            default -> new LowPass(13.04005, 96.8335, NO_DROOP);
        };
    }

    /** The t beyond which h is zero. */
    double reach() {
        return sinc.halfWidth() + (droop.length - 1) / 2.0;
    }

    /** h(t) without the gain r. */
    double at(double t) {
        double sum = droop[0] * sinc.at(t);
        for (int n = 1; n < droop.length; n++) {
            sum += droop[n] * (sinc.at(t - n / 2.0) + sinc.at(t + n / 2.0)) / 2;
        }
        return sum;
    }
}
