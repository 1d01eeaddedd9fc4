#!/usr/bin/env bash
# Writes made-up entries as Parquet in a process that is killed (-9) at random moments and started again, and the same
# without a kill as Parquet and as JSON; compares the three, and times how Python reads them.
#
#   tools/parquet/run.sh PYTHON [ENTRIES [KILLS [BYTES]]]     PYTHON has pyarrow, pandas, duckdb, polars and numpy
#
# A job that goes on writes its last part anew, for some seconds: so that the kills come in all of many parts and not in that,
# let a part have few BYTES, e.g. 8000000.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/tools/parquet
python=$1
entries=${2:-100000}
kills=${3:-20}
part=${4:-134217728}
work=${METIS_TOOL_DIR:-$here/target}
mkdir -p "$work"
rm -rf "${work:?}"/{killed,whole}* "$work"/.*.lock
(cd "$root" && mvn -B -q -DskipTests -pl metis-cli -am package)
java=(java -Xmx300m --enable-native-access=ALL-UNNAMED "-Dmetis.parquet.part=$part" -cp "$root/metis-cli/target/lib/*")
mkdir -p "$work/classes"
javac -d "$work/classes" -cp "$root/metis-cli/target/lib/*" "$here/Entries.java"
java[5]="$work/classes:${java[5]}"

start=$(date +%s%N)
"${java[@]}" Entries parquet "$work/whole.parquet" "$entries"
span=$((($(date +%s%N) - start) / 1000000))
"${java[@]}" Entries json "$work/whole.json" "$entries"
for ((kill = 1; kill <= kills; kill++)); do
    [ -e "$work/killed.parquet" ] && break
    : > "$work/killed.log"
    "${java[@]}" Entries parquet "$work/killed.parquet" "$entries" > "$work/killed.log" 2>&1 &
    job=$!
    # Not while it still reads what is there. The kills spread over the whole, also as a JVM that was just started is slow.
    while kill -0 "$job" 2> /dev/null && ! grep -q 'are there' "$work/killed.log"; do sleep 0.1; done
    sleep "$(awk -v s="$span" -v k="$kills" -v r="$RANDOM" 'BEGIN { print 4 * s / 1000 / k * r / 32768 }')"
    kill -9 "$job" 2> /dev/null || true
    wait "$job" 2> /dev/null || true
    echo "kill $kill: $(head -n 1 "$work/killed.log"); $(ls -A "$work"/killed.parquet.partial 2> /dev/null | tr '\n' ' ')"
done
[ -e "$work/killed.parquet" ] || "${java[@]}" Entries parquet "$work/killed.parquet" "$entries"
diff -r "$work/killed.parquet" "$work/whole.parquet" && echo "killed $((kill - 1)) times, it is the same to the byte"
"$python" "$here/read.py" "$work/killed.parquet" "$work/whole.json"
