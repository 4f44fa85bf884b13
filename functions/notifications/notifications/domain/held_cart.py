"""A member's cart, as far as a letter about it needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldCart:
    """`units` by SKU, in the order of its lines."""

    id: str
    version: int
    units: Mapping[str, int]
