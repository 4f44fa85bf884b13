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
    "$2" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
      fail "$("$2" --version) is too old: Souk needs Python 3.11 or newer. Name one with make PYTHON=/path/to/python3"
    "$2" -c 'import venv, ensurepip' 2>/dev/null ||
      fail "$2 has no venv module. On Debian and Ubuntu: apt-get install python3-venv"
    ;;
  node)
    command -v node >/dev/null && command -v npm >/dev/null || fail "Node.js and npm are not installed. Install Node 20 or newer"
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' ||
      fail "Node.js $(node --version) is too old: the front end needs Node 20 or newer"
    ;;
esac
