"""A small client of the shop's public API, as its own people use it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from souk_local.problems import LocalCloudError
from souk_local.waiting import wait_until

AWAY = {502, 503, 504}
# Long enough for cold starts one after the other on a busy machine; what a limit refuses for longer than a minute is
# not waited for.
PATIENCE_SECONDS = 180.0
SOON_SECONDS = 60.0


@dataclass
class ShopApi:
    """Calls through the edge. Cookies are kept, as in a browser."""

    public_url: str
    token: str = ""
    timeout_seconds: float = 60.0
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=f"{self.public_url}/api", timeout=self.timeout_seconds)

    def close(self) -> None:
        self._client.close()

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> httpx.Response:
        """One request; a signed-in person's token goes along."""
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        return self._client.request(method, path, json=body, headers=sent)

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The JSON of a successful answer. Raises LocalCloudError with what the API said otherwise.

        What was asked too much at once (429, unless a limit holds for longer) was not done, and is sent again for some
        minutes; what is safe to repeat also while a part is away (502, 503, 504, nobody listening).
        """
        sent = headers or {}
        repeatable = method in {"GET", "PUT", "DELETE"} or "Idempotency-Key" in sent
        answer = self._send_patiently(method, path, body, sent, repeatable)
        if answer.is_error:
            raise LocalCloudError(f"{method} {path} answered {answer.status_code}: {_said(answer)}")
        return answer.json() if answer.content else None

    def _send_patiently(
        self, method: str, path: str, body: Any, headers: dict[str, str], repeatable: bool
    ) -> httpx.Response:
        last: list[httpx.Response] = []

        def answered() -> bool:
            try:
                last[:] = [self.send(method, path, body, headers)]
            except httpx.TransportError:
                if repeatable:
                    return False
                raise
            return not (_refused_for_now(last[0]) or (repeatable and last[0].status_code in AWAY))

        wait_until(answered, PATIENCE_SECONDS, every_seconds=1.0)
        if not last:
            raise LocalCloudError(f"{method} {path}: nobody answers at {self.public_url}")
        return last[0]

    def sign_in(self, email: str, password: str, code: Callable[[], str] | None = None) -> dict[str, Any]:
        """`code` gives what an authenticator app shows, if the account asks for it."""
        answer: dict[str, Any] = self.call("POST", "/auth/sign-in", {"email": email, "password": password})
        if answer.get("challenge") == "totp" and code is not None:
            answer = self.call("POST", "/auth/challenge/code", {"token": answer["token"], "code": code()})
        self.token = answer["access_token"]
        return answer


def _refused_for_now(answer: httpx.Response) -> bool:
    """Whether it was too much at once, and may soon be taken. `Retry-After` is in seconds here, never a date."""
    soon = float(answer.headers.get("Retry-After", 1)) <= SOON_SECONDS
    return answer.status_code == HTTPStatus.TOO_MANY_REQUESTS and soon


def _said(answer: httpx.Response) -> str:
    try:
        return json.dumps(answer.json())
    except ValueError:
        return answer.text[:500]
