"""The `ChallengeProvider` port over Cloudflare Turnstile's `siteverify`.

POST {origin}/turnstile/v0/siteverify   secret, response, remoteip, idempotency_key
https://developers.cloudflare.com/turnstile/get-started/server-side-validation/

A token has at most 2048 characters, lives for 300 seconds and holds once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

import urllib3
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from urllib3.exceptions import HTTPError

from souk.challenge.people import People
from souk.challenge.provider import Verdict
from souk.cloud.secrets import renew, secret
from souk.errors import Unavailable
from souk.settings import Settings
from souk.telemetry import logger

NAME = "turnstile"
_PATH = "/turnstile/v0/siteverify"
_SECRET_REFUSED = frozenset({"invalid-input-secret", "missing-input-secret"})
_MAX_ANSWER = 16 * 1024
# A person waits meanwhile: at the longest some 6 s.
_TIMEOUT = urllib3.Timeout(connect=1.0, read=2.0)
# It may be sent again after it has been seen: each verification has a key of its own.
_RETRIES = urllib3.Retry(
    total=1,
    redirect=0,
    status_forcelist=(500, 502, 503, 504),
    allowed_methods=None,
    respect_retry_after_header=False,
    raise_on_status=False,
)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    success: bool
    errors: frozenset[str] = Field(default=frozenset(), alias="error-codes")


class _SecretRefused(Exception):
    """The provider does not know the secret."""


def set_up(settings: Settings) -> People:
    name = f"/souk/{settings.stage}/challenge"
    return People(
        Turnstile(
            settings.challenge_origin, settings.challenge_site_key, lambda: secret(name)["secret"], lambda: renew(name)
        )
    )


class Turnstile:
    """`secret` is asked on every use, so that a rotation needs no deployment; `renew` has it read anew when it does not
    hold, and answers False when that was done just before.
    """

    name = NAME

    def __init__(self, origin: str, site_key: str, secret: Callable[[], str], renew: Callable[[], bool]) -> None:
        self.origin = origin
        self.site_key = site_key
        self._address = origin + _PATH
        self._secret = secret
        self._renew = renew
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=_RETRIES)

    def verify(self, response: str, address: str) -> Verdict:
        try:
            return self._verified(response, address)
        except (HTTPError, Unavailable, ValidationError, _SecretRefused):
            logger.exception("nobody is asked a challenge: its provider cannot be asked")
            return Verdict.UNAVAILABLE

    def _verified(self, response: str, address: str) -> Verdict:
        try:
            return self._asked(response, address)
        except _SecretRefused:
            if not self._renew():
                raise
            return self._asked(response, address)

    def _asked(self, response: str, address: str) -> Verdict:
        """`idempotency_key` makes one verification of what is sent twice. It is not made of the token: then one that
        was used would hold again.
        """
        fields = {"secret": self._secret(), "response": response, "idempotency_key": str(uuid.uuid4())}
        if address:
            fields["remoteip"] = address
        answer = self._post(fields)
        if answer.success:
            return Verdict.PASSED
        if answer.errors & _SECRET_REFUSED:
            raise _SecretRefused
        return Verdict.UNAVAILABLE if "internal-error" in answer.errors else Verdict.FAILED

    def _post(self, fields: dict[str, str]) -> _Answer:
        """Raises HTTPError, ValidationError for what is no answer of a provider's."""
        sent = self._pool.request(
            "POST", self._address, fields=fields, encode_multipart=False, redirect=False, preload_content=False
        )
        try:
            return _Answer.model_validate_json(sent.read(_MAX_ANSWER))
        finally:
            sent.release_conn()
