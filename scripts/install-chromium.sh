#!/usr/bin/env bash
# Makes sure a Chromium is there for the browser tests: CHROMIUM names one, else Debian's package is installed.
set -euo pipefail

if [ -n "${CHROMIUM:-}" ]; then
  [ -x "$CHROMIUM" ] || { echo "souk: CHROMIUM=$CHROMIUM is not a program" >&2; exit 1; }
  exit 0
fi
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
command -v apt-get >/dev/null || {
  echo "souk: the browser tests need Chromium. Install it, or name it with CHROMIUM=/path/to/chromium" >&2
  exit 1
}
echo "installing Chromium for the browser tests"
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null
