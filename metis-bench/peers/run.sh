#!/usr/bin/env bash
# Times the Python stack and metis side by side, on the same clips and threads.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$here/../..
parity=$root/tools/parity
python=
model=published-random
options=()
program=peers.py

usage() {
    cat <<TEXT
usage: metis-bench/peers/run.sh [OPTION...] [MODEL]

  MODEL             a checkpoint folder, pretrained, or hf:OWNER/REPO[@REVISION]. Default: random weights
                    of the published sizes on both sides, which costs as much and needs no file
  --clips SECONDS   lengths, with commas between them (default 5,10,30)
  --folder N        in place of that a folder of N clips of 1 to 15 s, by a loop in Python and by metis
                    extract, whole processes from start to end (--rounds: 1)
  --precisions P    of metis, with commas between them (default fp32,tf32,bf16)
  --rounds N        how often each encodes each clip, after once to warm up (default 3)
  --threads N       of each side (default: one a core)
  --python PYTHON   a Python that has what tools/parity/requirements.txt lists; without it one is set
                    up in tools/parity/target/venv (on Linux, pip brings about 3 GB for torch)

Both sides run on the CPU, in turn. What is printed is explained in metis-bench/README.md.
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
        --folder) program=folder.py; options+=("$1" "$2"); shift 2 ;;
        --python) python=$2; shift 2 ;;
        --clips | --precisions | --rounds | --threads) options+=("$1" "$2"); shift 2 ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "peers: there is no option $1" >&2; usage >&2; exit 2 ;;
        *) model=$1; shift ;;
    esac
done

python=${python:-$("$parity/python.sh")}
if [ "$model" != published-random ]; then
    # The three parts of the model, one a line.
    parts=$("$root/metis" model path "$model" 2>/dev/null) || parts=$("$root/metis" model pull "$model")
    { read -r w2v_bert; read -r codec; read -r stats; } <<<"$parts"
    options+=(--w2v-bert "$w2v_bert" --codec "$codec" --stats "$stats")
fi
# The command builds itself where a source has changed, which is not to be timed.
"$root/metis" --version >/dev/null
(cd "$root" && mvn -B -q -DskipTests -Dspotless.check.skip=true -pl metis-bench -am package >&2)
PYTHONPATH=$parity exec "$python" "$here/$program" --root "$root" --model "$model" "${options[@]}"
