"""Writes what the Python stack makes of the made-up clips of `metis doctor` with tiny-random (KnownAnswers.java).

    tools/parity/known_answers.py

takes no arguments; run it by a Python that has what requirements.txt lists, and only if the clips or tiny-random change.
"""

import pathlib

import numpy as np
import transformers
from stack import SAMPLE_RATE, PythonStack

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "metis-native/src/main/resources/io/github/metis8d/torch/tiny-random"
ANSWERS = ROOT / "metis-cli/src/main/resources/io/github/metis8d/cli/doctor/known-answers.f32"
CLIPS, SECONDS = 4, 5


def clips():
    """The generator of Numerical Recipes; every sample is a float32 without rounding."""
    state = 1
    samples = np.empty(CLIPS * SECONDS * SAMPLE_RATE, dtype=np.float32)
    for i in range(len(samples)):
        state = (1664525 * state + 1013904223) % 2**32
        samples[i] = (state >> 8) / 2**26 - 0.125
    return samples.reshape(CLIPS, -1)


transformers.logging.set_verbosity_error()
python = PythonStack.load(MODEL / "w2v-bert-2.0", MODEL / "semantic_codec/model.safetensors", MODEL / "wav2vec2bert_stats.pt")
answers = np.concatenate([np.asarray(python.encode(clip)) for clip in clips()])
ANSWERS.parent.mkdir(parents=True, exist_ok=True)
answers.astype("<f4").tofile(ANSWERS)
print(f"{ANSWERS}: {answers.shape}")
