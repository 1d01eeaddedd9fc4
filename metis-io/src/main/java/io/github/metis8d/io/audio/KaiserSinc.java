package io.github.metis8d.io.audio;

/**
 * The impulse response of a low-pass, a sinc under a Kaiser window:
 *
 * <pre>k(t) = Fc sinc(Fc t) I0(beta sqrt(1 - (t/H)^2)) / I0(beta)      for |t| &lt;= H, else 0</pre>
 */
final class KaiserSinc {
    private final double cutoff;
    private final double beta;
    private final double halfWidth;
    private final double windowPeak;

    /**
     * @param cutoff Fc, where the response is one half, in halves of the sampling rate that t counts
     * @param beta the window's shape: more of it lets less pass, and takes a wider transition
     * @param halfWidth H
     */
    KaiserSinc(double cutoff, double beta, double halfWidth) {
        this.cutoff = cutoff;
        this.beta = beta;
        this.halfWidth = halfWidth;
        this.windowPeak = besselI0(beta);
    }

    double halfWidth() {
        return halfWidth;
    }

    double at(double t) {
        double edge = 1 - t / halfWidth * (t / halfWidth);
        if (edge < 0) {
            return 0;
        }
        double x = Math.PI * cutoff * t;
        double sinc = x == 0 ? 1 : Math.sin(x) / x;
        return cutoff * sinc * besselI0(beta * Math.sqrt(edge)) / windowPeak;
    }

    /** The modified Bessel function of the first kind and order 0, by its power series. */
    private static double besselI0(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-18; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
