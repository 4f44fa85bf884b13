"""What carriers over HTTP need of a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


class Get(Protocol):
    def __call__(self, url: str, headers: Mapping[str, str], /) -> Answer:
        """Sends a GET. Raises as Post does."""


class Post(Protocol):
    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Sends a POST. Raises Unavailable when no answer comes in time, after bounded retries."""
