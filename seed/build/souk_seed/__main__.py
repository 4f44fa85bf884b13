"""`python -m souk_seed csv|media|check`: writes the catalogue or the pictures.

`check` writes nothing: it compares both with what is committed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from souk_seed.catalogue import Product, load
from souk_seed.icons import Icons
from souk_seed.pictures import compose
from souk_seed.shopify import picture, to_csv

SEED = Path(__file__).parents[2]


def main() -> int:
    """Runs one command; the exit code is 1 when `check` finds a difference."""
    parser = argparse.ArgumentParser(prog="souk_seed", description=__doc__)
    parser.add_argument("command", choices=["csv", "media", "check"])
    command = parser.parse_args().command
    products = load()
    if command == "csv":
        return _write(_catalogue(products))
    if command == "media":
        return _write(_pictures(products))
    return _compare(_catalogue(products) | _pictures(products))


def _catalogue(products: list[Product]) -> dict[Path, str]:
    return {SEED / "catalogue.csv": to_csv(products)}


def _pictures(products: list[Product]) -> dict[Path, str]:
    icons = Icons.installed()
    return {SEED / picture(p): compose(p.art, p.scene.ground, p.scene.pattern, p.scene.place, icons) for p in products}


def _write(files: dict[Path, str]) -> int:
    media = SEED / "media"
    media.mkdir(exist_ok=True)
    if any(path.parent == media for path in files):
        for stale in set(media.glob("*.svg")) - files.keys():
            stale.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {len(files)} files, {sum(len(text.encode()) for text in files.values()) / 1024:.0f} KB")
    return 0


def _compare(files: dict[Path, str]) -> int:
    differing = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in differing:
        print(f"{path.relative_to(SEED)} is not what the generator writes", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
