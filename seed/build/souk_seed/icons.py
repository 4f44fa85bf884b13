"""The Fluent Emoji illustrations (MIT), as the npm package lays them down."""

from __future__ import annotations

import json
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "node_modules" / "@iconify-json" / "fluent-emoji-flat" / "icons.json"
GRID = 32  # every illustration is drawn on a square of 32 units


class Icons:
    """Illustrations by name; a name that the set does not have raises KeyError."""

    def __init__(self, bodies: dict[str, str]) -> None:
        self._bodies = bodies

    @classmethod
    def installed(cls, path: Path = PACKAGE) -> Icons:
        """The set that `npm ci` installed; raises FileNotFoundError with the command to run."""
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: run `npm ci --prefix seed/build`")
        icons = json.loads(path.read_text(encoding="utf-8"))["icons"]
        return cls({name: icon["body"] for name, icon in icons.items()})

    def body(self, name: str) -> str:
        """The drawing's SVG elements, without an `svg` element round them."""
        if name not in self._bodies:
            raise KeyError(f"there is no illustration named {name!r}")
        return self._bodies[name]
