package io.github.metis8d.torch.model;

/**
 * Triangular filters on Kaldi's mel scale, {@code mel = 1127 ln(1 + f / 700)}. The triangles are linear in mel: each FFT
 * bin is converted to mel, and its weight computed there; no area normalisation.
 */
final class MelFilterBank {
    private static final double MIN_HZ = 20;
    private static final double MAX_HZ = 8000;

    private MelFilterBank() {}

    /**
     * @param fftBins bins of the power spectrum, from 0 Hz to half the sampling rate
     * @param filters the number of filters
     * @param sampleRate samples a second
     * @return the weights, {@code [fftBins * filters]}, row after row
     */
    static double[] weights(int fftBins, int filters, int sampleRate) {
        double low = mel(MIN_HZ);
        double step = (mel(MAX_HZ) - low) / (filters + 1);
        double[] weights = new double[fftBins * filters];
        for (int bin = 0; bin < fftBins; bin++) {
            double mel = mel(bin * (sampleRate / 2.0) / (fftBins - 1));
            for (int filter = 0; filter < filters; filter++) {
                double left = low + filter * step;
                double rising = (mel - left) / step;
                double falling = (left + 2 * step - mel) / step;
                weights[bin * filters + filter] = Math.max(0, Math.min(rising, falling));
            }
        }
        return weights;
    }

    private static double mel(double hz) {
        return 1127.0 * Math.log(1 + hz / 700.0);
    }
}
