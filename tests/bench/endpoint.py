"""AWS as a new process finds it: DynamoDB over HTTP on the tables in memory, empty buckets, the limits' secret alone,
and a post that takes every letter.

A function that another calls is the one that checks sessions: all hold.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from souk.contracts.users_pb2 import SessionState
from souk.rpc.wire import Answer, Code
from tests.support.world.tables import Refused, Tables
from tests.support.world.wire import SECRET

_SESSION = json.dumps(
    Answer(Code.OK, SessionState(active=True, second_factor=True, groups=["admin"]).SerializeToString()).to_payload()
).encode()
_NOTHING = b"<Error><Code>NoSuchKey</Code><Message>There is nothing</Message></Error>"


class Endpoint:
    """`tables` answer; swap them between processes."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.tables = Tables()

    def dynamodb(self, operation: str, body: bytes) -> tuple[int, bytes]:
        try:
            answer, status = self.tables.answer(operation, json.loads(body, object_hook=_bytes)), 200
        except Refused as refused:
            error = refused.answer.pop("Error")
            answer, status = {"__type": f"dynamodb#{error['Code']}", "message": error["Message"], **refused.answer}, 400
        return status, json.dumps(answer, default=lambda value: base64.b64encode(value).decode()).encode()


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        found = Endpoint(f"http://127.0.0.1:{server.server_address[1]}")
        server.endpoint = found  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.headers.get("X-Amz-Target", "")
        if self.path.endswith("/invocations"):
            self._answer(200, _SESSION)
            return
        if not target:  # a letter to SES
            self._answer(200, b'{"MessageId": "letter"}')
            return
        if target.startswith("AmazonSSM."):
            self._answer(*_parameter(json.loads(body)["Name"]))
            return
        self._answer(*self.server.endpoint.dynamodb(target.rpartition(".")[2], body))

    def do_GET(self) -> None:
        self._answer(404, _NOTHING)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(200, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def _parameter(name: str) -> tuple[int, bytes]:
    """What counts for limits needs its key; that no provider is set up, services know."""
    if name.endswith("/limits"):
        return 200, json.dumps({"Parameter": {"Value": SECRET}}).encode()
    return 400, b'{"__type": "ParameterNotFound"}'


def _bytes(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if set(value) == {"B"} else value
