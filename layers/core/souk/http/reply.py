"""What a route answers with, where the plain model is not enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from souk.settings import Settings


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie for this origin only: SameSite=Strict, and Secure wherever the site is served over https.

    `max_age` in seconds; 0 removes it, None lasts for the browser session.
    """

    name: str
    value: str
    max_age: int | None = None
    path: str = "/"
    http_only: bool = True

    def header(self) -> str:
        parts = [f"{self.name}={self.value}", f"Path={self.path}", "SameSite=Strict"]
        if self.max_age is not None:
            parts.append(f"Max-Age={self.max_age}")
        if self.http_only:
            parts.append("HttpOnly")
        if Settings().public_url.startswith("https:"):
            parts.append("Secure")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` None means the route's own. An `etag` (without quotes) turns a matching GET into 304. No cache keeps a
    shared answer past `until`, when it is another by itself.
    """

    body: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] | list[Cookie] = ()
    etag: str | None = None
    until: datetime | None = None
