"""Times the Python stack and metis in turn, on the same clips and threads, and prints their ratios.

Called by run.sh, which builds metis, and finds the checkpoint's files and a Python that has what is imported here.
"""

import contextlib
import copy
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
import transformers
from clips import Clip
from models import measuring_options, python_stack
from stack import HIDDEN_STATE, SAMPLE_RATE, PythonStack

class TunedStack(PythonStack):
    """What a careful user of transformers does: no layer that is not needed, and perhaps another number format."""

    def __init__(self, reference, dtype):
        w2v_bert = copy.copy(reference.w2v_bert)
        w2v_bert._modules = dict(w2v_bert._modules)
        w2v_bert.encoder = copy.copy(w2v_bert.encoder)
        w2v_bert.encoder._modules = dict(w2v_bert.encoder._modules)
        w2v_bert.encoder.layers = w2v_bert.encoder.layers[:HIDDEN_STATE]
        if dtype != torch.float32:
            w2v_bert = copy.deepcopy(w2v_bert).to(dtype)
        codec = reference.codec if dtype == torch.float32 else copy.deepcopy(reference.codec).to(dtype)
        super().__init__(reference.extractor, w2v_bert, codec, reference.mean, reference.deviation)
        self.dtype = dtype

    @torch.inference_mode()
    def encode(self, samples):
        inputs = self.extractor(samples, sampling_rate=SAMPLE_RATE, return_tensors="pt")
        features = inputs["input_features"].to(self.dtype)
        hidden = self.w2v_bert(features, attention_mask=inputs["attention_mask"]).last_hidden_state
        standardised = (hidden.float() - self.mean) / self.deviation
        return self.codec(standardised.to(self.dtype))[0].float().numpy()


class InProcess:
    """Python, in this process."""

    def __init__(self, name, stack):
        self.name = name
        self.stack = stack

    def encode(self, clip):
        start = time.perf_counter()
        latents = self.stack.encode(clip.samples)
        return time.perf_counter() - start, latents


class Metis:
    """Ours, in a process of its own that stays, so that the start of the JVM does not count."""

    def __init__(self, options, folder, precision):
        self.name = f"metis {precision}"
        self.samples = folder / f"{precision}.f32"
        libraries = options.root / "metis-bench" / "target"
        java = pathlib.Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
        self.process = subprocess.Popen(
            [java, "-cp", f"{libraries / 'classes'}:{libraries / 'lib'}/*", "io.github.metis8d.bench.EncodeServer"]
            + [options.model, "cpu", precision],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": str(options.threads)},
            text=True,
        )
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"{self.name} could not be started")

    def encode(self, clip):
        clip.samples.tofile(self.samples)
        print(self.samples, file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        return answer["seconds"], np.asarray(answer["latents"])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(contenders, clips, rounds):
    """Prints a table for each clip: the reference is the first, and a ratio is of two runs in the same round."""
    for clip in clips:
        times = {c.name: [] for c in contenders}
        latents = {}
        for round_ in range(rounds + 1):
            for contender in contenders:
                seconds, latents[contender.name] = contender.encode(clip)
                if round_ > 0:
                    times[contender.name].append(seconds)
        print_table(clip, contenders, times, latents)


def print_table(clip, contenders, times, latents):
    names = [c.name for c in contenders]
    peers = [c.name for c in contenders if isinstance(c, InProcess)]
    print(f"\none clip of {clip.seconds:g} s, best and median of {len(times[names[0]])}; ratios are medians over rounds")
    columns = "".join(f"{'x ' + peer:>22}" for peer in peers)
    print(f"{'':<22}{'best s':>8}{'median s':>10}{'x real time':>13}{columns}{'error':>11}")
    for name in names:
        best, median = min(times[name]), statistics.median(times[name])
        ratios = [statistics.median(np.divide(times[p], times[name])) for p in peers]
        error = relative(latents, name, names)
        print(
            f"{name:<22}{best:>8.3f}{median:>10.3f}{clip.seconds / best:>13.2f}"
            + "".join(f"{ratio:>22.2f}" for ratio in ratios)
            + f"{error:>11}",
            flush=True,
        )


def relative(latents, name, names):
    """Relative L2 against float32. Of random weights each side has its own, and so its own float32."""
    references = [n for n in names if n.endswith("fp32") and n.split()[0] == name.split()[0]]
    if shared_weights(latents, names):
        references = names
    if not references:
        return "-"
    expected = latents[references[0]]
    error = np.linalg.norm(latents[name] - expected) / np.linalg.norm(expected)
    return f"{error:.1e}"


def shared_weights(latents, names):
    ours = next(n for n in names if n.startswith("metis"))
    expected, found = latents[names[0]], latents[ours]
    return np.linalg.norm(found - expected) < 0.5 * np.linalg.norm(expected)


def main():
    parser = measuring_options(__doc__, rounds=3)
    parser.add_argument("--clips", default="5,10,30")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    print(f"transformers {transformers.__version__}, torch {torch.__version__}, {options.threads} threads, {options.model}")
    reference = python_stack(options)
    contenders = [
        InProcess("Python fp32", reference),
        InProcess("Python 17 fp32", TunedStack(reference, torch.float32)),
        InProcess("Python 17 bf16", TunedStack(reference, torch.bfloat16)),
    ]
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for precision in options.precisions.split(","):
            contenders.append(stack.enter_context(contextlib.closing(Metis(options, folder, precision))))
        clips = [Clip(float(s), i) for i, s in enumerate(options.clips.split(","))]
        measure(contenders, clips, options.rounds)


if __name__ == "__main__":
    main()
