"""HTTP to carriers: short time-outs and few retries, for a Lambda waits at the shop's expense."""

from __future__ import annotations

from collections.abc import Mapping

import urllib3
from urllib3.exceptions import HTTPError

from shipping.adapters.carriers.post import Answer
from souk.errors import Unavailable

_MAX_ANSWER = 256 * 1024


class _Http:
    """Retries what may have been lost: every POST carries an idempotency key. Seconds.

    At the longest `retries + 1` times `read` and the waits between them: some 14 s as set.
    """

    def __init__(self, connect: float = 2.0, read: float = 4.0, retries: int = 2, backoff: float = 0.3) -> None:
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=connect, read=read),
            retries=urllib3.Retry(
                total=retries,
                backoff_factor=backoff,
                backoff_jitter=backoff,
                backoff_max=2,
                status_forcelist=(429, 500, 502, 503, 504),
                allowed_methods=None,
                redirect=0,
                # A carrier that asks for minutes of patience gets them from the booking job, not from a sleep here.
                respect_retry_after_header=False,
                raise_on_status=False,
            ),
        )

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        try:
            response = self._pool.request(
                method, url, headers=dict(headers), body=body, redirect=False, preload_content=False
            )
            try:
                return Answer(response.status, response.read(_MAX_ANSWER))
            finally:
                response.release_conn()
        except HTTPError as error:
            raise Unavailable("the carrier does not answer") from error


class HttpPost(_Http):
    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return self._send("POST", url, headers, body)


class HttpGet(_Http):
    def __call__(self, url: str, headers: Mapping[str, str]) -> Answer:
        return self._send("GET", url, headers)
