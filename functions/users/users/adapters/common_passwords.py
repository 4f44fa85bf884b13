"""The `CommonPasswords` port over a list in a file (scripts/common_passwords.py says where it comes from)."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

_LIST = Path(__file__).with_name("common_passwords.txt")


class ListedPasswords:
    def contains(self, password: str) -> bool:
        return password in self._listed

    @cached_property
    def _listed(self) -> frozenset[str]:
        """Read with the first password that is chosen: most requests choose none."""
        return frozenset(_LIST.read_text().splitlines())
