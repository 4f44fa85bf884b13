#!/usr/bin/env bash
# Puts bytecode of the deployed Python beside a function's code, which SAM packs as it stands: `bytecode.sh functions/cart`.
# It is checked against the code (PEP 552), for it stays there. Twice the same code is twice the same bytes.
set -euo pipefail

python=${DEPLOYED_PYTHON:-$("$(dirname "$0")/deployed-python.sh")}
find "$1" -name __pycache__ -prune -exec rm -rf {} +
# -I, or PYTHONPYCACHEPREFIX would take it elsewhere.
exec "$python" -I -m compileall -q --invalidation-mode checked-hash -s "$1" -p /var/task "$1"
