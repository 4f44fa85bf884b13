"""Stands before DynamoDB Local and refuses what DynamoDB would refuse for a transaction that is still going on.

DynamoDB Local does one write after the other and so never answers TransactionConflict. Here a TransactWriteItems holds
its items until it is answered, and as the developer guide says ("Transaction conflict handling in DynamoDB"):
another TransactWriteItems or a TransactGetItems that touches one of them is cancelled, and a single write of one of
them gets TransactionConflictException. The same transaction sent again meanwhile gets TransactionInProgressException.

Run as `python -m souk_tools.real_engines.conflicts <port> <port of DynamoDB Local>`. GET /conflicts says how many.
"""

import http.client
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from souk_local.ports import is_open
from souk_local.process import Part
from souk_local.settings import PROJECT, Port

Request = dict[str, Any]
Place = tuple[str, str]  # whose, and which item

_SINGLE_WRITES = {"PutItem", "UpdateItem", "DeleteItem"}
_DROPPED = {"connection", "transfer-encoding", "content-length", "server", "date"}


class Ongoing:
    """The items of the transactions that are not answered yet."""

    def __init__(self) -> None:
        self._held: dict[Place, str] = {}
        self._lock = threading.Lock()
        self.transactions = 0
        self.conflicts = 0

    def begin(self, operation: str, request: Request, caller: str) -> Request | None:
        """Holds the items of a transaction; or the error it is refused with. `caller`: who has tables of their own."""
        places = [(caller, place) for place in places_of(operation, request)]
        with self._lock:
            met = [self._held.get(place) for place in places]
            if not any(met):
                if operation == "TransactWriteItems":
                    self.transactions += 1
                    self._held.update(dict.fromkeys(places, request.get("ClientRequestToken") or "-"))
                return None
            self.conflicts += 1
        token = request.get("ClientRequestToken")
        if token and token in met:
            return _error("TransactionInProgressException")
        if operation in _SINGLE_WRITES:
            return _error("TransactionConflictException")
        reasons = [{"Code": "TransactionConflict" if holder else "None"} for holder in met]
        return {**_error("TransactionCanceledException"), "CancellationReasons": reasons}

    def end(self, operation: str, request: Request, caller: str) -> None:
        """Lets go what `begin` held."""
        if operation == "TransactWriteItems":
            with self._lock:
                for place in places_of(operation, request):
                    self._held.pop((caller, place), None)


def places_of(operation: str, request: Request) -> list[str]:
    """The items a request needs for itself, in its order; none for what no transaction disturbs."""
    if operation in ("TransactWriteItems", "TransactGetItems"):
        return [_place(next(iter(entry.values()))) for entry in request["TransactItems"]]
    return [_place(request)] if operation in _SINGLE_WRITES else []


def _place(part: Request) -> str:
    key = part.get("Key") or part["Item"]
    return json.dumps([part["TableName"], key["pk"], key["sk"]])


def _error(name: str) -> Request:
    return {"__type": f"com.amazonaws.dynamodb.v20120810#{name}", "message": "Transaction is ongoing for the item"}


class _Gate(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    behind = 0
    ongoing = Ongoing()

    def setup(self) -> None:
        super().setup()
        self._upstream = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=60)

    def finish(self) -> None:
        self._upstream.close()
        super().finish()

    def do_GET(self) -> None:
        seen = {"transactions": self.ongoing.transactions, "conflicts": self.ongoing.conflicts}
        self._answer(200, json.dumps(seen).encode(), {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        caller = self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]
        request = json.loads(body)
        refused = self.ongoing.begin(operation, request, caller)
        if refused is not None:
            self._answer(400, json.dumps(refused).encode(), {"Content-Type": "application/x-amz-json-1.0"})
            return
        try:
            self._upstream.request("POST", self.path, body, dict(self.headers.items()))
            answer = self._upstream.getresponse()
            content = answer.read()
        finally:
            self.ongoing.end(operation, request, caller)
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in _DROPPED}
        self._answer(answer.status, content, kept)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """One line a request would be most of the work."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def gate_part(folder: Path, port: int, behind: int) -> Part:
    """The gate on `port` before DynamoDB Local on port `behind`."""
    return Part(
        name="dynamodb-conflicts",
        command=(sys.executable, "-m", "souk_tools.real_engines.conflicts", str(port), str(behind)),
        environment={"PYTHONPATH": f"{PROJECT}/infra/local{os.pathsep}{PROJECT}/tools"},
        healthy=lambda: is_open(port),
        folder=folder,
        port=Port(port, "dynamodb-conflicts", "SOUK_ENGINES_PORT"),
    )


if __name__ == "__main__":
    _Gate.behind = int(sys.argv[2])
    _Server(("127.0.0.1", int(sys.argv[1])), _Gate).serve_forever()
