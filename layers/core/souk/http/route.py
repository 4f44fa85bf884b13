"""One operation of a service's API, with all that OpenAPI says of it."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from pydantic import BaseModel

from souk.errors import SoukError
from souk.staff.permissions import Permission

Handler = Callable[..., Any]
Idempotency = bool | Literal["by_workflow"]
MAX_BODY = 64 * 1024
_FOR_STAFF = re.compile(r"/(admin|ops)(/|$)")


class Auth(enum.Enum):
    """Whether a route asks who it is. The gateway verifies the token, and the route looks at it again."""

    NONE = "none"
    USER = "user"


class Options(TypedDict, total=False):
    """What a route can be declared with: the members of `Route` that have a default."""

    auth: Auth
    needs: Permission | None
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
    which knows what an earlier try has done. `needs` is the permission without which staff may not: every route under
    /admin and /ops names one, and no other does; who calls it is signed in, and the session is checked. `errors` are
    refusals of the business that do not follow from the rest (infra/build/souk_answers.py says what does); `headers`
    are those a caller may send, with what they are for.
    """

    method: str
    path: str
    view: Handler
    auth: Auth = Auth.NONE
    needs: Permission | None = None
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
        if (self.needs is None) is bool(_FOR_STAFF.match(self.path)):
            raise ValueError(
                f"{self.method} {self.path}: a route for staff, and no other, says what permission it needs"
            )
        if self.needs is not None:
            object.__setattr__(self, "auth", Auth.USER)
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
