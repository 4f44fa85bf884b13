"""What carriers over HTTP need of a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from souk.errors import Unavailable

_Shape = TypeVar("_Shape", bound=BaseModel)


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


def shaped(shape: type[_Shape], answer: Answer) -> _Shape:
    """What was answered. Raises Unavailable when it cannot be read."""
    try:
        return shape.model_validate_json(answer.body)
    except ValidationError as error:
        raise Unavailable("the carrier's answer cannot be read") from error
