"""Times a folder of clips from start to end, by a Python script's loop and by metis extract in turn.

Called by run.sh. Start to end means the whole process: its start, loading the model, and writing the file.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import soundfile
from clips import Clip
from models import measuring_options
from stack import SAMPLE_RATE

SHORTEST, LONGEST = 1, 15


def write_clips(folder, count):
    """Returns the seconds of all; their lengths are spread evenly, and in no order."""
    lengths = np.random.default_rng(0).permutation(np.linspace(SHORTEST, LONGEST, count))
    for number, seconds in enumerate(lengths):
        soundfile.write(folder / f"{number:04}.wav", Clip(seconds, number).samples, SAMPLE_RATE)
    return lengths.sum()


def commands(options, audio, outputs):
    """What is timed, by name: the command and the file that it writes."""
    loop = [sys.executable, pathlib.Path(__file__).with_name("loop.py"), "--threads", str(options.threads)]
    loop += ["--audio", audio, "--output", outputs / "python.json"]
    if options.w2v_bert:
        loop += ["--w2v-bert", options.w2v_bert, "--codec", options.codec, "--stats", options.stats]
    yield "Python fp32, a loop", loop, outputs / "python.json"
    for precision in options.precisions.split(","):
        extract = [options.root / "metis", "extract", "--quiet", "--overwrite", "--device", "cpu"]
        extract += ["--model", options.model, "--precision", precision, "--audio-dir", audio]
        extract += ["--output-dir", outputs, "--output-file", f"{precision}.json"]
        yield f"metis extract {precision}", extract, outputs / f"{precision}.json"


def time_once(command, threads):
    start = time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": str(threads)})
    return time.perf_counter() - start


def relative(found, expected):
    """Relative L2 over all files; infinite where the files or their rows are not the same."""
    if found.keys() != expected.keys() or any(len(found[k]) != len(expected[k]) for k in found):
        return float("inf")
    found, expected = (np.concatenate([np.asarray(latents[k]) for k in sorted(latents)]) for latents in (found, expected))
    return np.linalg.norm(found - expected) / np.linalg.norm(expected)


def main():
    parser = measuring_options(__doc__, rounds=1)
    parser.add_argument("--folder", type=int, required=True, help="how many clips")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        audio, outputs = pathlib.Path(scratch, "audio"), pathlib.Path(scratch, "outputs")
        audio.mkdir()
        outputs.mkdir()
        seconds = write_clips(audio, options.folder)
        contenders = list(commands(options, audio, outputs))
        times = {name: [] for name, _, _ in contenders}
        for _ in range(options.rounds):
            for name, command, _ in contenders:
                times[name].append(time_once(command, options.threads))
        print(f"{options.folder} clips of {SHORTEST} to {LONGEST} s, {seconds:.0f} s in all, {options.threads} threads, {options.model}")
        print(f"{'':<22}{'best s':>8}{'median s':>10}{'x real time':>13}{'x Python':>10}{'error':>11}")
        reference = contenders[0]
        for name, _, output in contenders:
            best, median = min(times[name]), np.median(times[name])
            ratio = np.median(np.divide(times[reference[0]], times[name]))
            # Of random weights each side has its own.
            error = f"{relative(json.loads(output.read_text()), json.loads(reference[2].read_text())):.1e}" if options.w2v_bert else "-"
            print(f"{name:<22}{best:>8.1f}{median:>10.1f}{seconds / best:>13.2f}{ratio:>10.2f}{error:>11}")


if __name__ == "__main__":
    main()
