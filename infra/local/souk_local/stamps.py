"""Remembering from what something was made, so that it is made again only when that changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

SKIPPED = {"__pycache__", "node_modules", "dist", ".mypy_cache", ".ruff_cache", ".pytest_cache", "test-results"}


def digest(paths: Iterable[Path], *more: str) -> str:
    """A hash over files and folders (by relative name and content) and some words."""
    total = hashlib.sha256()
    for path in paths:
        for file in files(path):
            total.update(str(file.relative_to(path.parent)).encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    for word in more:
        total.update(word.encode() + b"\0")
    return total.hexdigest()[:32]


def files(path: Path) -> list[Path]:
    """The files below a path in a fixed order, without what tools leave behind."""
    if path.is_file():
        return [path]
    found: list[Path] = []
    for entry in sorted(path.iterdir()) if path.is_dir() else ():
        if entry.name not in SKIPPED and not entry.name.endswith((".tsbuildinfo", ".pyc")):
            found += files(entry)
    return found


class Stamps:
    """One small file for each thing that was made."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "stamps"

    def fresh(self, name: str, value: str) -> bool:
        """Whether the thing was made from exactly this."""
        try:
            return (self._folder / name).read_text() == value
        except OSError:
            return False

    def write(self, name: str, value: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_text(value)
