"""Stands in front of localstripe and makes it behave as badly as a real provider can, one named fault at a time.

It also does what localstripe does not: a POST repeated under its Idempotency-Key gets the first answer again, as from
Stripe (docs.stripe.com/api/idempotent_requests). In tests it runs in the process (`running`). On its own it is
`python -m souk_local.stripe_proxy 8421 http://localhost:8420`: `POST /_faults {"fault": …, "path": …, "times": …}` sets
a fault, `DELETE /_faults` ends them all.
"""

import contextlib
import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

_NOT_FORWARDED = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding", "content-encoding"}
# Longer than any client waits.
_NEVER_SECONDS = 60.0


class Fault(StrEnum):
    DOWN = "down"  # the connection is cut before anything happens
    TIMEOUT_AFTER_SUCCESS = "timeout_after_success"  # it is done, and the answer never comes
    CUT_AFTER_SUCCESS = "cut_after_success"  # it is done, and the connection is cut
    ERROR = "error"  # 500, nothing is done
    ERROR_AFTER_SUCCESS = "error_after_success"  # 500, although it is done
    DUPLICATE_SUCCESS = "duplicate_success"  # it is done twice, whatever the Idempotency-Key says
    WRONG_AMOUNT = "wrong_amount"  # the answer names one unit less than what was asked for
    SLOW = "slow"  # the answer comes, late


@dataclass
class Rule:
    """`path` is a pattern for the whole request, as "POST /v1/refunds"; `times` how often it applies."""

    fault: Fault
    path: str
    times: int
    seconds: float

    def applies(self, request: str) -> bool:
        return self.times > 0 and re.fullmatch(self.path, request) is not None


@dataclass(frozen=True)
class Seen:
    """A request as it came in."""

    request: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json"


@dataclass
class StripeProxy:
    """`requests` are all that came in, in order; a client's own retries are among them."""

    upstream: str
    rules: list[Rule] = field(default_factory=list)
    requests: list[Seen] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    base: str = ""
    _known: dict[str, Answer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=self.upstream, timeout=30, trust_env=False)

    def misbehave(self, fault: Fault, path: str = ".*", times: int = 1_000_000, seconds: float = 1.0) -> None:
        """From now on. `seconds` is how late a slow answer is."""
        self.rules.append(Rule(Fault(fault), path, times, seconds))

    def behave(self) -> None:
        self.rules.clear()

    def count(self, path: str) -> int:
        """How many requests matched the pattern."""
        return sum(re.fullmatch(path, seen.request) is not None for seen in self.requests)

    def close(self) -> None:
        self.released.set()
        self._client.close()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer | None:
        """None cuts the connection."""
        request = f"{method} {target.partition('?')[0]}"
        with self._lock:
            self.requests.append(Seen(request, headers, body.decode(errors="replace")))
            rule = next((rule for rule in self.rules if rule.applies(request)), None)
            if rule:
                rule.times -= 1
        if rule is None:
            return self._forwarded(method, target, headers, body)
        return self._misbehaved(rule, method, target, headers, body)

    def _misbehaved(self, rule: Rule, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer | None:
        match rule.fault:
            case Fault.DOWN:
                return None
            case Fault.ERROR:
                return _internal_error()
            case Fault.SLOW:
                self.released.wait(rule.seconds)
                return self._forwarded(method, target, headers, body)
            case Fault.DUPLICATE_SUCCESS:
                self._sent(method, target, headers, body)
                return self._sent(method, target, headers, body)
        done = self._forwarded(method, target, headers, body)
        match rule.fault:
            case Fault.ERROR_AFTER_SUCCESS:
                return _internal_error()
            case Fault.WRONG_AMOUNT:
                return _with_wrong_amount(done)
            case Fault.TIMEOUT_AFTER_SUCCESS:
                self.released.wait(_NEVER_SECONDS)
        return None

    def _forwarded(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        key = headers.get("idempotency-key", "") if method == "POST" else ""
        if not key:
            return self._sent(method, target, headers, body)
        with self._lock:
            if key not in self._known:
                self._known[key] = self._sent(method, target, headers, body)
            return self._known[key]

    def _sent(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        kept = {name: value for name, value in headers.items() if name not in _NOT_FORWARDED}
        answer = self._client.request(method, target, headers=kept, content=body)
        return Answer(answer.status_code, answer.content, answer.headers.get("content-type", "application/json"))


@contextlib.contextmanager
def running(upstream: str, port: int = 0) -> Iterator[StripeProxy]:
    """Serves on the loopback within the block; port 0 takes any free one."""
    proxy = StripeProxy(upstream)
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(proxy))
    server.daemon_threads = True
    proxy.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        server.shutdown()
        thread.join(10)
        server.server_close()


def _handler_of(proxy: StripeProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            answer = (
                _configured(proxy, self.command, body)
                if self.path == "/_faults"
                else proxy.answer(self.command, self.path, headers, body)
            )
            if answer is None:
                self.close_connection = True
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
                return
            with contextlib.suppress(OSError):  # the client has given up
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

        do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - the names are http.server's

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


def _configured(proxy: StripeProxy, method: str, body: bytes) -> Answer:
    if method == "DELETE":
        proxy.behave()
        return Answer(204, b"")
    try:
        wanted: dict[str, Any] = json.loads(body)
        fault = wanted.pop("fault")
        proxy.misbehave(fault, **wanted)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Answer(400, json.dumps({"error": {"message": str(error)}}).encode())
    return Answer(204, b"")


def _internal_error() -> Answer:
    return Answer(
        500, json.dumps({"error": {"type": "api_error", "message": "an error on the provider's side"}}).encode()
    )


def _with_wrong_amount(answer: Answer) -> Answer:
    thing = json.loads(answer.body)
    if "amount" in thing:
        thing["amount"] -= 1
    return Answer(answer.status, json.dumps(thing).encode(), answer.content_type)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or not arguments[0].isdigit():
        print("usage: python -m souk_local.stripe_proxy PORT UPSTREAM", file=sys.stderr)
        return 2
    with running(arguments[1], int(arguments[0])) as proxy:
        print(f"{proxy.base} stands in front of {proxy.upstream}")
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
