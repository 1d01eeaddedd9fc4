"""Encodes audio with the Python stack and with metis, from the same checkpoint files, and compares.

Called by run.sh, which finds the checkpoint's files and a Python that has what is imported here.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import librosa
import numpy as np
import soundfile
import torch
import transformers
from silence import silent_rows
from stack import PythonStack, load_audio

# Of the samples, in dB: at the first both resample to 130 dB of each other, at others the two filters differ a little, and
# codecs that lose something are computed otherwise on either side.
SAMPLES = {8000: 120, 16000: 120, 24000: 120, 32000: 120, 44100: 115, 48000: 120}
SAMPLES_OTHER_RATES = 65
SAMPLES_LOSSY = 80
LOSSY = {"VORBIS", "OPUS", "MPEG_LAYER_I", "MPEG_LAYER_II", "MPEG_LAYER_III"}
# Relative L2 of a file's latents. From the same samples both sides compute in float32, with sums in another order, which
# alone makes about 1e-6 to 1e-5; each from its own samples, it is about as much where these agree to 120 dB.
SAME_SAMPLES = 1e-4
OWN_SAMPLES = 1e-4
OWN_SAMPLES_OTHER_RATES = 2e-3


def info_of(path):
    """The sampling rate, and the least dB that samples must have in common."""
    try:
        info = soundfile.info(path)
    except soundfile.LibsndfileError:
        return None, SAMPLES_LOSSY
    least = SAMPLES.get(info.samplerate, SAMPLES_OTHER_RATES)
    return info.samplerate, min(least, SAMPLES_LOSSY) if info.subtype in LOSSY else least


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


def decode_with_metis(options, files):
    """What metis makes of the files, at 16 kHz; None for one that it cannot decode."""
    root = pathlib.Path(options.metis).resolve().parent
    classes = f"{root}/metis-cli/target/classes:{root}/metis-cli/target/lib/*"
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(__file__).with_name("Samples.java")
        subprocess.run(["java", "-cp", classes, program, folder, *files], check=True)
        decoded = [pathlib.Path(folder, f"{i}.f32") for i in range(len(files))]
        return [np.fromfile(file, dtype="<f4") if file.exists() else None for file in decoded]


def relative(found, expected):
    return np.linalg.norm(found - expected) / np.linalg.norm(expected)


def decibels(found, expected):
    """Of the signal over the difference; infinite where there is none."""
    noise = np.sum((found.astype(np.float64) - expected) ** 2)
    return np.inf if noise == 0 else 10 * np.log10(max(np.sum(expected.astype(np.float64) ** 2), 1e-30) / noise)


def compare(path, python, expected, expected_rows, samples, rows):
    """Prints a line, and returns whether the file is within its tolerances."""
    rate, least = info_of(path)
    start = f"{path.name:<40} {f'{rate / 1000:g} kHz' if rate else '?':>10}"
    if rows is None or samples is None:
        print(f"{start}  metis could not encode it: FAIL")
        return False
    if samples.shape != expected.shape:
        print(f"{start}  {len(samples)} samples instead of {len(expected)}: FAIL")
        return False
    found = np.asarray(rows, dtype=np.float64)
    near = decibels(samples, expected)
    same = relative(found, python.encode(samples))
    own = relative(found, expected_rows)
    tolerance = OWN_SAMPLES if rate in SAMPLES else OWN_SAMPLES_OTHER_RATES
    silent = np.count_nonzero(silent_rows(expected, rate))
    verdict = "ok"
    if near < least or same > SAME_SAMPLES:
        verdict = "FAIL"
    elif own > tolerance:
        # Of samples that agree, only what is below them can move the latents.
        verdict = f"ok: digital silence in {silent} rows, where the noise of resampling decides" if silent else "FAIL"
    print(f"{start} {len(found):>6} {near:>7.0f} dB {same:>12.2e} {own:>12.2e}  {verdict}")
    return verdict != "FAIL"


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
    decoded = decode_with_metis(options, files)
    python = PythonStack.load(options.w2v_bert, options.codec, options.stats)
    print(f"\n{'file':<40} {'rate':>10} {'rows':>6} {'samples':>10} {'same samples':>12} {'own samples':>12}")
    compared, within = 0, 0
    for path, samples in zip(files, decoded):
        try:
            expected = load_audio(path)
            expected_rows = python.encode(expected)
        except Exception as problem:  # whatever Python's readers raise: then there is nothing to compare with
            print(f"{path.name:<40} {'':>10}  not compared: Python cannot read it ({type(problem).__name__})")
            continue
        compared += 1
        within += compare(path, python, expected, expected_rows, samples, latents.get(str(path)))
    print(f"\n{within} of {compared} files are within their tolerance: {'PASS' if 0 < compared == within else 'FAIL'}")
    return 0 if 0 < compared == within else 1


if __name__ == "__main__":
    sys.exit(main())
