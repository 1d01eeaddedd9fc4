"""Encodes audio with the Python stack and with metis, from the same checkpoint files, and compares.

Called by run.sh, which finds the checkpoint's files and a Python that has what is imported here.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import warnings

import librosa
import numpy as np
import soundfile
import torch
import transformers
from stack import PythonStack, load_audio

# Relative L2 of a file's latents. Both sides compute in float32, with sums in another order, which alone makes about
# 1e-6 to 1e-5. At these rates both resample to 130 dB of each other; at others the two filters differ a little.
CLOSE_RATES = {8000, 16000, 24000, 32000, 48000}
TOLERANCE = 1e-4
TOLERANCE_OTHER_RATES = 5e-4


def rate_of(path):
    try:
        return soundfile.info(path).samplerate
    except soundfile.LibsndfileError:
        return None


def audio_files(arguments):
    for argument in map(pathlib.Path, arguments):
        if argument.is_dir():
            yield from sorted(p for p in argument.rglob("*") if p.suffix.lower() == ".wav")
        else:
            yield argument


def encode_with_metis(options, files):
    command = [options.metis, "encode", "--model", options.model, "--device", options.device, "--quiet"]
    done = subprocess.run([*command, *map(str, files)], stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 3):  # 3: some files failed, which the comparison shows
        sys.exit(f"metis ended with exit code {done.returncode}")
    return json.loads(done.stdout)


def compare(name, rate, expected, rows):
    """Prints a line, and returns whether the file is within its tolerance."""
    tolerance = TOLERANCE if rate in CLOSE_RATES else TOLERANCE_OTHER_RATES
    shown = f"{rate / 1000:g} kHz" if rate else "?"
    if rows is None:
        print(f"{name:<40} {shown:>10}  metis could not encode it: FAIL")
        return False
    found = np.asarray(rows, dtype=np.float64)
    if found.shape != expected.shape:
        print(f"{name:<40} {shown:>10}  shape {found.shape} instead of {expected.shape}: FAIL")
        return False
    difference = found - expected
    relative = np.linalg.norm(difference) / np.linalg.norm(expected)
    verdict = "ok" if relative <= tolerance else "FAIL"
    print(
        f"{name:<40} {shown:>10} {len(found):>6} {relative:>11.2e} {np.abs(difference).max():>11.2e}"
        f" {tolerance:>10.0e}  {verdict}"
    )
    return relative <= tolerance


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metis", required=True, help="the metis command")
    parser.add_argument("--model", required=True, help="what metis is given as --model")
    parser.add_argument("--w2v-bert", required=True)
    parser.add_argument("--codec", required=True)
    parser.add_argument("--stats", required=True)
    parser.add_argument("--device", required=True, help="the device of metis; Python runs on the CPU")
    parser.add_argument("audio", nargs="+")
    options = parser.parse_args()

    files = list(audio_files(options.audio))
    if not files:
        sys.exit("no audio file was named or found")
    for told in ("PySoundFile failed", "librosa.core.audio.__audioread_load"):
        warnings.filterwarnings("ignore", message=told)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    print(f"transformers {transformers.__version__}, torch {torch.__version__}, librosa {librosa.__version__}")
    print(f"checkpoint {options.w2v_bert}")
    latents = encode_with_metis(options, files)
    python = PythonStack.load(options.w2v_bert, options.codec, options.stats)
    print(f"\n{'file':<40} {'rate':>10} {'rows':>6} {'relative L2':>11} {'max abs':>11} {'tolerance':>10}")
    compared, within = 0, 0
    for path in files:
        try:
            expected = python.encode(load_audio(path))
        except Exception as problem:  # whatever Python's readers raise: then there is nothing to compare with
            print(f"{path.name:<40} {'':>10}  not compared: Python cannot read it ({type(problem).__name__})")
            continue
        compared += 1
        within += compare(path.name, rate_of(path), expected, latents.get(str(path)))
    print(f"\n{within} of {compared} files are within their tolerance: {'PASS' if 0 < compared == within else 'FAIL'}")
    return 0 if 0 < compared == within else 1


if __name__ == "__main__":
    sys.exit(main())
