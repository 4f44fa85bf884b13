"""One operation of a service's API, with all that OpenAPI says of it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from pydantic import BaseModel

from souk.errors import SoukError

Handler = Callable[..., Any]
Idempotency = bool | Literal["by_workflow"]
MAX_BODY = 64 * 1024


class Auth(enum.Enum):
    """Who may call a route. The gateway verifies the token; the route checks it again and the group."""

    NONE = "none"
    USER = "user"
    STAFF = "staff"
    ADMIN = "admin"


class Options(TypedDict, total=False):
    """What a route can be declared with: the members of `Route` that have a default."""

    auth: Auth
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    response: Any
    status: int
    idempotent: Idempotency
    raw_body: bool
    max_body: int
    shared_seconds: int
    errors: tuple[type[SoukError], ...]
    headers: Mapping[str, str]
    summary: str


@dataclass(frozen=True, slots=True)
class Route:
    """`summary` and `description` default to the first line and the rest of the docstring of what answers.

    `response` is a model, or None for an empty answer. `raw_body` hands the bytes over unparsed (webhooks).
    `max_body` in bytes. `shared_seconds`: the answer is the same for everybody, and caches may keep it that long;
    infra/edge.yaml lists these routes, and nothing else is kept. `idempotent` requires an Idempotency-Key and
    answers a repeated request from the store; "by_workflow" requires the key and leaves the rest to the use case,
    which knows what an earlier try has done. `errors` are refusals of the business that do not follow from the rest
    (infra/build/souk_answers.py says what does); `headers` are those a caller may send, with what they are for.
    """

    method: str
    path: str
    view: Handler
    auth: Auth = Auth.NONE
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    response: Any = None
    status: int = 200
    idempotent: Idempotency = False
    raw_body: bool = False
    max_body: int = MAX_BODY
    shared_seconds: int = 0
    errors: tuple[type[SoukError], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""

    def __post_init__(self) -> None:
        if self.shared_seconds and (self.method != "GET" or self.auth is not Auth.NONE):
            raise ValueError(f"{self.method} {self.path} is not the same for everybody")
        if not self.summary:
            object.__setattr__(self, "summary", self._doc.partition("\n")[0])

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def description(self) -> str:
        return self._doc.partition("\n")[2].strip()

    @property
    def _doc(self) -> str:
        return (self.view.__doc__ or "").strip()
