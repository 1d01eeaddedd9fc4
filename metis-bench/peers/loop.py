"""What a script does: loads the model, encodes one file after the other, and writes one JSON object at the end."""

import argparse
import json
import pathlib

import librosa
import torch
from models import add_model_options, python_stack
from stack import SAMPLE_RATE

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--audio", type=pathlib.Path, required=True, help="a folder of WAV files")
parser.add_argument("--output", type=pathlib.Path, required=True)
add_model_options(parser)
options = parser.parse_args()

torch.set_num_threads(options.threads)
stack = python_stack(options)
latents = {}
for file in sorted(options.audio.rglob("*.wav")):
    samples, _ = librosa.load(file, sr=SAMPLE_RATE, mono=True)
    latents[file.relative_to(options.audio).as_posix()] = stack.encode(samples).tolist()
options.output.write_text(json.dumps(latents))
