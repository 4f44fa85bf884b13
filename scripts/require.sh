#!/usr/bin/env bash
# Says clearly what is missing: `require.sh python <interpreter>` or `require.sh node`.
set -euo pipefail

fail() {
  echo "souk: $1" >&2
  exit 1
}

case "$1" in
  python)
    command -v "$2" >/dev/null || fail "$2 is not installed. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"
    # A shim of pyenv or asdf is there and fails when its version is not installed: not the same as an old Python.
    found=$("$2" -c 'import sys; print(*sys.version_info[:2])' 2>&1) ||
      fail "$2 does not run ($(printf '%s' "$found" | head -n 1)). Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"
    [ "${found% *}" -gt 3 ] || { [ "${found% *}" -eq 3 ] && [ "${found#* }" -ge 11 ]; } ||
      fail "$2 is Python ${found/ /.}, which is too old: Souk needs 3.11 or newer. Name one with make PYTHON=/path/to/python3"
    "$2" -c 'import venv, ensurepip' 2>/dev/null ||
      fail "$2 has no venv module. On Debian and Ubuntu: apt-get install python3-venv"
    ;;
  node)
    # As frontend/package.json says under engines.
    command -v node >/dev/null && command -v npm >/dev/null || fail "Node.js and npm are not installed. Install Node 20.19 or newer"
    found=$(node -p 'process.versions.node' 2>&1) ||
      fail "node does not run ($(printf '%s' "$found" | head -n 1)). Install Node 20.19 or newer"
    minor=${found#*.}
    [ "${found%%.*}" -gt 20 ] || { [ "${found%%.*}" -eq 20 ] && [ "${minor%%.*}" -ge 19 ]; } ||
      fail "Node.js $found is too old: the front end needs 20.19 or newer. Install one"
    ;;
esac
