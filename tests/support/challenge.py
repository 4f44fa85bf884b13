"""A provider of challenges on a loopback port, whose `siteverify` answers as Cloudflare's does.

https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from souk.challenge.people import People
from souk.challenge.turnstile import Turnstile
from tests.support.loopback import Handler, serving

SITE_KEY, SECRET = "site-key", "made up for tests"
Answer = dict[str, Any]


class Provider:
    """`received` are the fields of every verification asked for. The next answers have the statuses in `failing`: what
    was asked is done, and its answer lost. While `down` nothing is done.
    """

    def __init__(self) -> None:
        self.origin = ""
        self.secret = SECRET
        self.down = False
        self.failing: list[int] = []
        self.received: list[dict[str, str]] = []
        self._numbers = count(1)
        self._open: set[str] = set()
        self._used: set[str] = set()
        self._answers: dict[str, Answer] = {}

    def solve(self) -> str:
        """What the page of a person sends."""
        token = f"token-{next(self._numbers)}"
        self._open.add(token)
        return token

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, Answer]:
        self.received.append(fields)
        if path != "/turnstile/v0/siteverify":
            return 404, {}
        if self.down:
            return 503, {}
        key = fields["idempotency_key"]
        if key not in self._answers:
            self._answers[key] = self._verified(fields)
        return (self.failing.pop(0), {}) if self.failing else (200, self._answers[key])

    def _verified(self, fields: dict[str, str]) -> Answer:
        token = fields["response"]
        if fields["secret"] != self.secret:
            return _refused("invalid-input-secret")
        if token in self._used:
            return _refused("timeout-or-duplicate")
        if token not in self._open:
            return _refused("invalid-input-response")
        self._used.add(token)
        return {"success": True, "error-codes": [], "hostname": "shop.test"}


def _refused(code: str) -> Answer:
    return {"success": False, "error-codes": [code]}


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Siteverify(Handler):
        def respond(self) -> None:
            fields = dict(parse_qsl(self.body().decode(), strict_parsing=True))
            status, answer = provider.answer(self.path, fields)
            self.answer(status, json.dumps(answer).encode())

    with serving(Siteverify) as provider.origin:
        yield provider


def people(provider: Provider) -> People:
    """The shop's side of it."""
    return People(Turnstile(provider.origin, SITE_KEY, lambda: SECRET, lambda: False))
