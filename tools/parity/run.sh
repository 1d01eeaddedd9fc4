#!/usr/bin/env bash
# Compares metis with the Python stack on audio of yours, from the same checkpoint files.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
metis=$here/../../metis
python=
device=cpu

usage() {
    cat <<TEXT
usage: tools/parity/run.sh [--device DEVICE] [--python PYTHON] MODEL AUDIO...

  MODEL             a checkpoint folder, pretrained, or hf:OWNER/REPO[@REVISION]
  AUDIO             files, or folders of *.wav files
  --device DEVICE   where metis runs: cpu (default) or cuda:0; Python runs on the CPU
  --python PYTHON   a Python that has what requirements.txt lists; without it one is set up
                    in tools/parity/target/venv (on Linux, pip brings about 3 GB for torch)

Prints for each file how near metis' samples are to librosa's (dB), and the error of the latents (relative L2): of both from
the same samples, and of each from its own. Ends with 0 if every file is within its tolerance: the same samples 1e-4; own
samples 1e-4 at 8, 16, 24, 32, 44.1 and 48 kHz, 2e-3 at other rates. Where there is digital silence in a resampled file, own
samples may differ by more (docs/audio.md); then it says so.
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
        --python) python=$2; shift 2 ;;
        --device) device=$2; shift 2 ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "parity: there is no option $1" >&2; usage >&2; exit 2 ;;
        *) break ;;
    esac
done
if [ $# -lt 2 ]; then
    usage >&2
    exit 2
fi
model=$1
shift

python=${python:-$("$here/python.sh")}

# The three parts of the model, one a line.
parts=$("$metis" model path "$model" 2>/dev/null) || parts=$("$metis" model pull "$model")
{ read -r w2v_bert; read -r codec; read -r stats; } <<<"$parts"
exec "$python" "$here/parity.py" --metis "$metis" --model "$model" --device "$device" \
    --w2v-bert "$w2v_bert" --codec "$codec" --stats "$stats" "$@"
