"""A Lambda API in the test's own process: lists mappings and runs a Python function when invoked."""

import base64
import contextlib
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Event = dict[str, Any]


class FunctionRaised(Exception):
    """What a function raises to fail an invocation."""


@dataclass
class FakeLambda:
    """Speaks ListEventSourceMappings and Invoke. `functions` maps a name to what runs."""

    mappings: list[dict[str, Any]] = field(default_factory=list)
    functions: dict[str, Callable[[Event], Any]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    connections: list[socket.socket] = field(default_factory=list)
    port: int = 0

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"lambda_api": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Goes away as a stopped process does: connections that are open end too."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.connections.clear()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def map(self, topic: str, function: Callable[[Event], Any], **settings: Any) -> dict[str, Any]:
        """Adds a mapping from a topic to a function; the settings are those of the Lambda API."""
        name = f"function-{topic}"
        self.functions[name] = function
        mapping: dict[str, Any] = {
            "UUID": f"uuid-{topic}",
            "FunctionArn": f"arn:aws:lambda:us-east-1:000000000000:function:{name}",
            "EventSourceArn": "arn:aws:kafka:us-east-1:000000000000:cluster/test/1",
            "Topics": [topic],
            "State": "Enabled",
            "StartingPosition": "TRIM_HORIZON",
            "BatchSize": 100,
            "MaximumBatchingWindowInSeconds": 0,
            **settings,
        }
        self.mappings.append(mapping)
        return mapping


class _Handler(BaseHTTPRequestHandler):
    lambda_api: FakeLambda
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.lambda_api.connections.append(self.connection)

    def do_GET(self) -> None:
        self._answer(200, {"EventSourceMappings": self.lambda_api.mappings})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = self.path.split("/functions/")[1].split("/")[0].rsplit("%3A", 1)[-1].rsplit(":", 1)[-1]
        event = json.loads(body)
        self.lambda_api.events.append(event)
        try:
            answer = self.lambda_api.functions[name](event)
        except FunctionRaised as problem:
            error = {"errorType": "FunctionRaised", "errorMessage": str(problem)}
            self._answer(200, error, {"X-Amz-Function-Error": "Unhandled"})
        else:
            self._answer(200, answer)

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        # A caller that was killed in the middle does not wait for its answer.
        with contextlib.suppress(ConnectionError):
            self.end_headers()
            self.wfile.write(payload)

    def log_message(self, *args: Any) -> None:
        pass


def values(event: Event) -> list[str]:
    """The values of all records of an MSK event, in order."""
    return [base64.b64decode(record["value"]).decode() for records in event["records"].values() for record in records]
