"""A provider of challenges on a loopback port, whose `siteverify` answers as Cloudflare's does.

https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from souk.challenge.people import People
from souk.challenge.turnstile import Turnstile

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

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = provider.answer(self.path, dict(parse_qsl(body, strict_parsing=True)))
            payload = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def people(provider: Provider) -> People:
    """The shop's side of it."""
    return People(Turnstile(provider.origin, SITE_KEY, lambda: SECRET, lambda: False))
