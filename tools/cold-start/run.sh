#!/usr/bin/env bash
# Starts JVMs at the same time on a cache of native libraries that is empty, again and again, and counts those that die.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$here/../..
way=metis
kill=

usage() {
    cat <<TEXT
usage: tools/cold-start/run.sh [--javacpp] [--kill] [ROUNDS [JVMS]]

  ROUNDS     how often (default 10)
  JVMS       how many at a time (default 6)
  --javacpp  load by JavaCPP alone, without the lock of Metis
  --kill     before each round kill a JVM in the midst of unpacking

The cache is a temporary folder (TMPDIR, else /tmp), 560 MB. Ends with 0 if no JVM failed.
TEXT
}

while [ $# -gt 0 ]; do
    case $1 in
        --javacpp) way=javacpp; shift ;;
        --kill) kill=1; shift ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "cold-start: there is no option $1" >&2; usage >&2; exit 2 ;;
        *) break ;;
    esac
done
rounds=${1:-10}
jvms=${2:-6}

"$root/metis" --version > /dev/null # builds it
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
classes=$root/metis-cli/target/classes:$root/metis-cli/target/lib/*
"${JAVA_HOME:+$JAVA_HOME/bin/}javac" -cp "$classes" -d "$scratch" "$here/Start.java"

start() {
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:ErrorFile="$scratch/hs_err_%p.log" \
        -Dorg.bytedeco.javacpp.cachedir="$scratch/cache" -cp "$scratch:$classes" Start "$way" \
        > "$scratch/said.$1" 2>&1
}

# Ends a JVM by SIGKILL when it has unpacked a number of MB, another in each round.
die_unpacking() {
    local megabytes=$1 unpacked=0
    start killed &
    while kill -0 $! 2> /dev/null && [ "$unpacked" -lt "$megabytes" ]; do
        unpacked=$(du -sm "$scratch/cache" 2> /dev/null | cut -f1 || true)
        unpacked=${unpacked:-0}
    done
    kill -9 $! 2> /dev/null || true
    wait $! 2> /dev/null || true
}

failed=0
for ((round = 1; round <= rounds; round++)); do
    rm -rf "$scratch/cache"
    mkdir "$scratch/cache"
    [ -z "$kill" ] || die_unpacking $((RANDOM % 500 + 1))
    pids=()
    for ((jvm = 0; jvm < jvms; jvm++)); do
        start "$jvm" &
        pids+=($!)
    done
    for ((jvm = 0; jvm < jvms; jvm++)); do
        code=0
        wait "${pids[jvm]}" 2> /dev/null || code=$?
        if [ "$code" -ne 0 ]; then
            failed=$((failed + 1))
            echo "round $round: a JVM ended with $code: $(grep -m 1 -E 'SIG[A-Z]+ |Exception|Error:' "$scratch/said.$jvm" || true)"
        fi
    done
done
echo "$failed of $((rounds * jvms)) JVMs failed in $rounds rounds"
[ "$failed" -eq 0 ]
