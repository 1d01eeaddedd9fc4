"""Finds rows of latents that digital silence is in: bands with so little in them that the noise of resampling decides."""

import numpy as np

FRAME, HOP, FFT = 400, 160, 512
# Of full scale. Resampling in float32 leaves about 1e-8; rounding to 16 bits, at which most audio was, leaves 9e-6.
NOISE = 1e-7
# FFT bins that are taken together, so that a band of noise has about its mean.
BAND = 16


def silent_rows(samples, rate):
    """(n) samples that were resampled from a rate to the rows, of two frames each, in which a band is empty."""
    if rate == 16000 or len(samples) < FRAME:
        return np.zeros(0, dtype=bool)
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), FRAME)[::HOP]
    window = np.hanning(FRAME)
    power = np.abs(np.fft.rfft((frames - frames.mean(axis=1, keepdims=True)) * window, FFT)) ** 2
    bands = power[:, 1 : 1 + FFT // 2 // BAND * BAND].reshape(len(power), -1, BAND).mean(axis=2)
    empty = (bands < NOISE**2 * (window**2).sum()).any(axis=1)
    return np.add.reduceat(empty, np.arange(0, len(empty), 2)) > 0
