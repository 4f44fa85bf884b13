"""Writes the rooms of two services into docs/architecture.md, side by side; `--check` only compares."""

from __future__ import annotations

import sys
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- floor plan: scripts/floor_plan.py -->\n", "<!-- end of the floor plan -->\n"
ROOMS = ("doors", "usecases", "adapters", "domain")
_SERVICES = ("orders", "payments")
_WIDTH = 34


def plan() -> str:
    """The files of each room, one a line, the two services in columns."""
    lines = []
    for room in ("", *ROOMS):
        columns = [_files(service, room) for service in _SERVICES]
        lines += [f"{left:<{_WIDTH}}{right}".rstrip() for left, right in zip_longest(*columns, fillvalue="")]
    return "```\n" + "\n".join(lines) + "\n```\n"


def _files(service: str, room: str) -> list[str]:
    folder = ROOT / "functions" / service / service / room
    found = folder.rglob("*.py") if room else folder.glob("*.py")
    names = sorted(str(path.relative_to(folder)) for path in found if path.name != "__init__.py")
    return [f"{service}/{room}/".removesuffix("//") + ("" if room else "/"), *(f"    {name}" for name in names)]


def with_plan(text: str) -> str:
    """The page with the plan as it is now."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + plan() + END + rest.partition(END)[2]


if __name__ == "__main__":
    written = PAGE.read_text()
    if "--check" in sys.argv and with_plan(written) != written:
        raise SystemExit("docs/architecture.md does not show the rooms as they are: python scripts/floor_plan.py")
    PAGE.write_text(with_plan(written))
