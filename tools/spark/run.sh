#!/usr/bin/env bash
# Starts a standalone cluster on this machine, a master and two workers as processes of their own, and runs the command of
# docs/spark.md on it as it stands there, with other folders; then reads the tables by pyarrow, pandas, DuckDB and Hugging Face
# datasets, and compares each value with what `metis extract` writes.
#
#   tools/spark/run.sh PYTHON [AUDIO_DIR]     PYTHON has pyarrow, pandas, duckdb, datasets and numpy; default: examples/audio
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
python=$1
audio=$(cd "${2:-$root/examples/audio}" && pwd)
work=${METIS_TOOL_DIR:-$here/target}
mkdir -p "$work"
work=$(cd "$work" && pwd)
rm -rf "${work:?}"/{latents,lines,extract,extract.*,worker*,*.log}

(cd "$root" && mvn -B -q -DskipTests -pl metis-spark,metis-cli -am package)
"$here/home.sh" "$work/home"
export SPARK_LOCAL_IP=127.0.0.1 PATH=$work/home/bin:$PATH

processes=()
stop() {
    kill "${processes[@]}" 2> /dev/null || true
    wait
}
trap stop EXIT

started() { # LOG PATTERN, of which the first match is printed
    for ((try = 0; try < 600; try++)); do
        grep -om 1 "$2" "$1" 2> /dev/null && return
        sleep 0.1
    done
    echo "$1 does not say $2" >&2
    return 1
}

"$work/home/sbin/master" --host 127.0.0.1 --port 0 --webui-port 0 > "$work/master.log" 2>&1 &
processes+=($!)
master=$(started "$work/master.log" 'spark://127.0.0.1:[0-9]*')
for worker in 1 2; do
    "$work/home/sbin/worker" --host 127.0.0.1 --webui-port 0 --cores 1 --memory 2g --work-dir "$work/worker$worker" "$master" \
        > "$work/worker$worker.log" 2>&1 &
    processes+=($!)
    started "$work/worker$worker.log" 'Successfully registered with master' > /dev/null
done

# The first command of the page that names a master, and the same with JSON lines.
command=$(awk '/^spark-submit --master spark:/ { on = 1 } /^```/ { if (on) exit } on' "$root/docs/spark.md" |
    sed -e "s|spark://master:7077|$master|" -e "s|/data/speech|$audio|" -e "s|/data/latents|$work/latents|")
echo "$command"
(cd "$root" && bash -euc "$command" 2> "$work/submit.log") || { tail -n 30 "$work/submit.log"; exit 1; }
grep '^metis-spark:' "$work/submit.log"
lines="${command/$work\/latents/$work\/lines} --format jsonl"
(cd "$root" && bash -euc "$lines" 2> "$work/submit-lines.log") || { tail -n 30 "$work/submit-lines.log"; exit 1; }
echo "executors that ran tasks: $(grep -c 'Granted executor' "$work/submit.log")"

"$root/metis" extract --audio-dir "$audio" --output-dir "$work" --output-file extract.parquet --model tiny-random --device cpu \
    --quiet || [ $? = 3 ]
"$python" "$here/read.py" "$work/latents" "$work/lines" "$work/extract.parquet"
