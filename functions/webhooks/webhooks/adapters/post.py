"""Sends webhooks: one POST each, to an address that was looked at, and no longer than a few seconds in all."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, ClassVar

import urllib3
from urllib3.exceptions import HTTPError

from souk.errors import InvalidInput
from webhooks.adapters.targets import PublicTargets, Target
from webhooks.domain.delivery import MAX_ANSWER, HookAnswer
from webhooks.usecases.ports import Outgoing

SECONDS = 5.0
# Finding a host's addresses cannot be interrupted, so it is not waited for beyond this, on top of what sending takes.
_FINDING_SECONDS = 2.0
# The share of the time that connecting may take.
_CONNECTING = 0.6
_MAX_ANSWER_BYTES = 4 * MAX_ANSWER
_LATE = "no answer in time"
_SHOWN = str.maketrans("\r\n\t", "   ")


class UrllibPost:
    """`ports.Post`. `ca_certs` are other authorities than the system's, for tests."""

    def __init__(self, targets: PublicTargets, *, seconds: float = SECONDS, ca_certs: str | None = None) -> None:
        self._targets = targets
        self._seconds = seconds
        self._ca_certs = ca_certs

    def send(self, requests: Sequence[Outgoing]) -> list[HookAnswer]:
        if not requests:
            return []
        pool = ThreadPoolExecutor(len(requests))
        try:
            sending = [pool.submit(self._send, request) for request in requests]
            answered, _ = wait(sending, timeout=self._seconds + _FINDING_SECONDS)
            return [one.result() if one in answered else HookAnswer(problem=_LATE) for one in sending]
        finally:
            pool.shutdown(wait=False)

    def _send(self, request: Outgoing) -> HookAnswer:
        try:
            target = self._targets.target(request.url)
            addresses = self._targets.addresses(target)
        except InvalidInput as error:
            return HookAnswer(problem=f"not sent: {error.message}")
        except OSError:
            return HookAnswer(problem="nobody knows this host")
        try:
            return self._asked(target, addresses[0], request)
        except (HTTPError, OSError, ValueError) as error:
            return HookAnswer(problem=_why(error))

    def _asked(self, target: Target, address: str, request: Outgoing) -> HookAnswer:
        with self._pool(target, address) as pool, _Watch(self._seconds) as watch:
            pool.ConnectionCls = watch.over(pool.ConnectionCls)
            answer = pool.urlopen(
                "POST",
                target.path,
                body=request.body,
                headers={**request.headers, "Host": target.authority, "Connection": "close"},
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                return HookAnswer(answer.status, _beginning(answer), "", _seconds(answer.headers.get("Retry-After")))
            finally:
                answer.close()

    def _pool(self, target: Target, address: str) -> urllib3.HTTPConnectionPool:
        """Connects to the address; the certificate, and what TLS asks for, are the host's."""
        timeout = urllib3.Timeout(connect=_CONNECTING * self._seconds, read=self._seconds)
        if target.scheme == "http":
            return urllib3.HTTPConnectionPool(address, target.port, timeout=timeout, maxsize=1)
        return urllib3.HTTPSConnectionPool(
            address,
            target.port,
            timeout=timeout,
            maxsize=1,
            cert_reqs="CERT_REQUIRED",
            ca_certs=self._ca_certs,
            server_hostname=target.host,
            assert_hostname=target.host,
        )


class _Watch:
    """Cuts a connection when its time is over: a time-out of a socket begins anew with every byte that drips in."""

    def __init__(self, seconds: float) -> None:
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def over(self, kind: Any) -> Any:
        """Connections of this kind that are watched."""
        sockets = self._sockets

        class Watched(kind):  # type: ignore[misc]
            watched: ClassVar = sockets

            def connect(self) -> None:
                super().connect()
                self.watched.append(self.sock)

        return Watched

    def _cut(self) -> None:
        for connected in self._sockets:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)


def _beginning(answer: urllib3.BaseHTTPResponse) -> str:
    """What is worth showing; of what was taken nothing is."""
    if 200 <= answer.status < 300:
        return ""
    try:
        read = answer.read(_MAX_ANSWER_BYTES)
    except (HTTPError, OSError, ValueError):
        return ""
    text = read.decode(errors="replace").translate(_SHOWN)
    return "".join(sign for sign in text if sign.isprintable())[:MAX_ANSWER]


def _seconds(text: str | None) -> int:
    """A Retry-After in seconds; dates, which hardly anybody sends, count for nothing."""
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _why(error: Exception) -> str:
    """In a few words, without what the error says: that has our addresses."""
    if isinstance(error, urllib3.exceptions.SSLError):
        return "its certificate does not hold"
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return _LATE
    return "no connection, or it broke off"
