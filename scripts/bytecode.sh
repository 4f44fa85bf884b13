#!/usr/bin/env bash
# Puts bytecode of the deployed Python beside the code in a folder that goes to Lambda, for what SAM's own builder makes:
# `bytecode.sh <folder> <where it stands in Lambda>`. Twice the same code is twice the same bytes.
set -euo pipefail

python=${DEPLOYED_PYTHON:-$("$(dirname "$0")/deployed-python.sh")}
exec "$python" -I -m compileall -q --invalidation-mode unchecked-hash -s "$1" -p "$2" "$1"
