"""MSK's IAM authentication: a signed URL as the OAUTHBEARER token.

Apart from `souk.brokers.kafka` because it imports kafka-python and boto3, which only a function with
KAFKA_AUTH=iam pays for.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from kafka.net.sasl.oauth import AbstractTokenProvider

# A token lives 15 minutes; it is renewed a little before.
_MARGIN_SECONDS = 60.0
Sign = Callable[[], tuple[str, int]]


class IamTokenProvider(AbstractTokenProvider):  # type: ignore[misc]  # kafka-python is not typed
    """`sign` makes a token and says when it ends, in milliseconds of Unix time; it is reused until shortly before."""

    def __init__(self, sign: Sign, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._sign = sign
        self._now = now
        self._token = ""
        self._ends = 0.0

    def token(self) -> str:
        if self._now() >= self._ends - _MARGIN_SECONDS:
            self._token, ends_ms = self._sign()
            self._ends = ends_ms / 1000
        return self._token


def token_provider(region: str) -> IamTokenProvider:
    """Tokens for the function's own role."""
    from aws_msk_iam_sasl_signer import MSKAuthTokenProvider

    def sign() -> tuple[str, int]:
        token, ends_ms = MSKAuthTokenProvider.generate_auth_token(region)
        return token, ends_ms

    return IamTokenProvider(sign)
