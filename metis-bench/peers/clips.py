"""Made-up speech."""

import numpy as np
from stack import SAMPLE_RATE

# Samples between two changes of loudness.
SYLLABLE = 4000


class Clip:
    """Noise whose loudness and colour change as those of speech do; what it says costs neither side anything."""

    def __init__(self, seconds, seed):
        random = np.random.default_rng(seed)
        count = int(seconds * SAMPLE_RATE)
        noise = random.standard_normal(count)
        dull = np.convolve(noise, np.ones(16) / 16, "same")
        times = np.arange(0, count + SYLLABLE, SYLLABLE)
        syllables = np.interp(np.arange(count), times, random.random(len(times)))
        self.seconds = seconds
        self.samples = (0.2 * syllables * (dull + 0.1 * noise)).astype(np.float32)
