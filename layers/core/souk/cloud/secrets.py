"""Secrets: JSON objects in SSM SecureString parameters, cached so that a rotation needs no deployment."""

from __future__ import annotations

import json

from souk import clock
from souk.cloud.aws import client
from souk.errors import Unavailable

_SECONDS = 300
_RENEWAL_SECONDS = 10
# Until when each is good, and what it is.
_cache: dict[str, tuple[int, dict[str, str]]] = {}
_renewed: dict[str, int] = {}


def secret(name: str) -> dict[str, str]:
    """The secret at `name`, for instance "/souk/prod/payments/stripe". Read again after five minutes.

    Raises Unavailable when the parameter does not exist or cannot be read.
    """
    held = _cache.get(name)
    if held and clock.epoch() < held[0]:
        return held[1]
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = client("ssm").get_parameter(Name=name, WithDecryption=True)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"the secret {name} cannot be read") from error
    value: dict[str, str] = json.loads(answer["Parameter"]["Value"])
    _cache[name] = (clock.epoch() + _SECONDS, value)
    return value


def renew(name: str) -> bool:
    """Has a secret read anew, for it did not hold and may have been rotated.

    False when that was done just before; it is then done as soon as it may be.
    At most every ten seconds: neither who forges signatures nor a key that stays refused must keep us reading.
    """
    now, earliest = clock.epoch(), _renewed.get(name, 0) + _RENEWAL_SECONDS
    if now < earliest:
        if name in _cache:
            good_until, value = _cache[name]
            _cache[name] = min(good_until, earliest), value
        return False
    _renewed[name] = now
    _cache.pop(name, None)
    return True


def reset() -> None:
    """Forgets what was read. For tests."""
    _cache.clear()
    _renewed.clear()
