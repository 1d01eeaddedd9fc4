#!/usr/bin/env bash
# Prints the path of a Python that has what requirements.txt lists, and sets it up beside this file on first use.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
environment=$here/target/venv

if [ ! -e "$environment/complete" ]; then
    echo "setting up Python in $environment (once) ..." >&2
    if ! { python3 -m venv "$environment" &&
        "$environment/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"; } >&2; then
        echo "Python's packages cannot be had here; give --python PYTHON, one that has what" \
            "$here/requirements.txt lists" >&2
        exit 1
    fi
    touch "$environment/complete"
fi
echo "$environment/bin/python"
