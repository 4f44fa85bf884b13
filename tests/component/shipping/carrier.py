"""A carrier on a loopback port, as small as it can be."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Carrier:
    """Books each Idempotency-Key once. The next answers have the statuses in `failing`; `keys` are those received."""

    def __init__(self) -> None:
        self.base = ""
        self.failing: list[int] = []
        self.keys: list[str] = []
        self.bookings: dict[str, dict[str, str]] = {}
        self.cancelled: list[str] = []

    def answer(self, path: str, key: str, body: Any) -> tuple[int, Any]:
        self.keys.append(key)
        if self.failing:
            return self.failing.pop(0), {"error": "not today"}
        if path.endswith("/cancel"):
            self.cancelled.append(path.split("/")[-2])
            return 200, {"status": "cancelled"}
        number = len(self.bookings) + 1
        booking = {
            "carrier_reference": f"CR{number}",
            "tracking_code": f"TRACK{number}",
            "tracking_url": f"{self.base}/track/{number}",
            "label_url": f"{self.base}/label/{number}",
            "status": "booked",
        }
        return 201, self.bookings.setdefault(key, booking)


@contextlib.contextmanager
def running() -> Iterator[Carrier]:
    carrier = Carrier()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = carrier.answer(self.path, self.headers["Idempotency-Key"], body)
            payload = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    carrier.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield carrier
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
