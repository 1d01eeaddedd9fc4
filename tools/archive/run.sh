#!/usr/bin/env bash
# Tries an archive as somebody does who has nothing else: unpacks it into a folder that is then made read-only, and runs it
# in an empty environment from another folder, as another user where root runs this. For an archive with CUDA, on a machine
# without a GPU, checks what it says then.
#
#   mvn -B -Pdist -DskipTests package && tools/archive/run.sh metis-dist/target/metis-*-linux-x86_64.tar.gz
#
#   tools/archive/run.sh ARCHIVE [FOLDER-WITH-CUDA-LIBRARIES]
#   tools/archive/run.sh --same-bytes     makes the archive from two copies of the last commit, compares, and tries it
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
temp=$(mktemp --directory)
trap 'chmod -R u+w "$temp"; rm -rf "$temp"' EXIT

if [ "$1" = --same-bytes ]; then
    for copy in one another/place; do
        git clone --quiet --shared "$root" "$temp/$copy"
        (cd "$temp/$copy" && mvn -B -q -Pdist -DskipTests -Dspotless.check.skip=true -Dsplit=60M -pl metis-dist -am package)
    done
    cd "$temp/one/metis-dist/target"
    cmp metis-*.tar.gz "$temp"/another/place/metis-dist/target/metis-*.tar.gz
    cat metis-*.tar.gz.[0-9]* | cmp - metis-*.tar.gz
    sha256sum --check --quiet metis-*.sha256
    echo "the same bytes: $(head -n 1 metis-*.sha256)"
    set -- metis-*.tar.gz
fi

archive=$(readlink -f "$1")
libraries=${2:+$(readlink -f "$2")}
mkdir "$temp/unpacked" "$temp/work"
chmod a+rx "$temp"
tar --extract --file "$archive" --directory "$temp/unpacked"
home=$(echo "$temp"/unpacked/*)
(cd "$home" && sha256sum --check --quiet SHA256SUMS)
chmod -R a-w "$temp/unpacked"

user=()
if [ "$(id -u)" = 0 ]; then
    chown nobody "$temp/work"
    user=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
fi
metis() {
    (cd "$temp/work" && "${user[@]}" env -i METIS_OPTS="-Djava.io.tmpdir=$temp/work -Duser.home=$temp/work" "$home/metis" "$@")
}
must_say() { # WORDS COMMAND...: the command fails, and says so
    local words=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "no failure: $*" >&2
        exit 1
    fi
    grep --quiet --fixed-strings -- "$words" <<< "$said" || { echo "not said: $words"; echo "$said"; exit 1; } >&2
    echo "$said"
}

metis --version
job=(extract --audio-dir "$home/examples/audio" --output-dir . --model tiny-random --overwrite)
metis "${job[@]}" --device cpu
metis inspect semantic_audio_embeddings.json --report report.html \
    --plot plot.png --file part_003/15/4a/154a2d50bb23d6ba6dd0e62783857606.wav
metis "${job[@]}" --device cpu --format parquet --output-file latents.parquet
metis inspect latents.parquet > /dev/null
metis encode --model tiny-random --device cpu "$home"/examples/audio/part_003/15/4a/*.wav > /dev/null
metis merge merged.json semantic_audio_embeddings.json
cmp "$temp/work/merged.json" "$temp/work/semantic_audio_embeddings.json"
metis model list
if [[ $home != *-cuda ]]; then
    metis doctor --device cpu
elif [ ! -e /proc/driver/nvidia/version ]; then
    must_say "missing: libcublas.so.13" metis doctor
    must_say "cuBLAS (libcublas.so.13)" metis "${job[@]}"
    if [ -n "$libraries" ]; then
        must_say "with CUDA" metis doctor --cuda-libraries "$libraries"
        must_say "there is no NVIDIA driver on this machine" metis "${job[@]}" --cuda-libraries "$libraries"
    fi
fi
echo "the archive works"
