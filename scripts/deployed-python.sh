#!/usr/bin/env bash
# Prints an interpreter of the Python that is deployed (template.yaml's Runtime); says so and fails where none runs.
# A name on the path may be a shim of pyenv or asdf whose version is not chosen, so each candidate has to run.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n '/^Globals:/,/^Resources:/ s/^ *Runtime: python//p' template.yaml)
for candidate in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python3; do
  found=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2], sys.executable)' 2>/dev/null) || continue
  [ "${found%% *}" = "$version" ] || continue
  echo "${found#* }"
  exit 0
done
echo "souk: what is deployed needs Python $version, and none runs here. Install it as python$version on the path, or with pyenv" >&2
exit 1
