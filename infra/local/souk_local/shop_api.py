"""A small client of the shop's public API, as its own people use it."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from souk_local.problems import LocalCloudError


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
        """The JSON of a successful answer. Raises LocalCloudError with what the API said otherwise."""
        answer = self.send(method, path, body, headers)
        if answer.is_error:
            raise LocalCloudError(f"{method} {path} answered {answer.status_code}: {_said(answer)}")
        return answer.json() if answer.content else None

    def sign_in(self, email: str, password: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.call("POST", "/auth/sign-in", {"email": email, "password": password})
        self.token = answer["access_token"]
        return answer


def _said(answer: httpx.Response) -> str:
    try:
        return json.dumps(answer.json())
    except ValueError:
        return answer.text[:500]
