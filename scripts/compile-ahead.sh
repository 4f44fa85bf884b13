#!/usr/bin/env bash
# Compiles what importing the functions' code compiles beside modules (scripts/compile_ahead.py says what for):
# `compile-ahead.sh functions/cart …`. The packages of the layers are for AWS's processor, so those for this machine are
# put into .cache; that is done again when they change.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

python=${DEPLOYED_PYTHON:-$("$here/scripts/deployed-python.sh")}
locked=("$here"/layers/*/*.txt)
packages=$here/.cache/layers/$(cat "${locked[@]}" | cksum | tr ' ' '-')
if [ ! -d "$packages" ]; then
  rm -rf "$here/.cache/layers"
  uv pip install --quiet --no-deps --require-hashes --only-binary :all: --python "$python" \
    --target "$packages.part" "${locked[@]/#/-r}"
  mv "$packages.part" "$packages"
fi
for code in "$@"; do
  PYTHONPATH=$here/layers/core:$packages PYTHONHASHSEED=0 PYTHONPYCACHEPREFIX=$here/.cache/pycache \
    "$python" -S -P "$here/scripts/compile_ahead.py" "$code"
done
