"""The counters, in the service's own table.

    LIMIT#<hash of the subject>   <limit>#<window>   how much of the window is used; until an hour after its end

The subject is hashed with a secret (HMAC-SHA-256, RFC 2104), so that neither the table nor a backup of it tells an
e-mail or a network address, and nobody can try them out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition

from souk import clock
from souk.cloud.secrets import secret
from souk.errors import Unavailable
from souk.limits.limits import Charge, CountersDown, LimitReached
from souk.settings import Settings
from souk.storage.dynamo import Record, update_if
from souk.storage.versioned import Stale

_KEPT_SECONDS = 3600
# Who is over a limit costs nothing more for so long, in this process. Not until the window ends: something may have
# been given back meanwhile.
_REMEMBER_SECONDS = 20
_MAX_REMEMBERED = 10_000
_DOWN = (PynamoDBException, BotoCoreError, ClientError, Unavailable)


class Counter(Record):
    used = NumberAttribute()
    expires_at = NumberAttribute()


@dataclass(frozen=True, slots=True)
class Window:
    """The key of a counter, and when it ends in Unix time."""

    pk: str
    sk: str
    ends: int

    def counter(self) -> Counter:
        return Counter(self.pk, self.sk)

    @property
    def kept_until(self) -> int:
        return self.ends + _KEPT_SECONDS

    @property
    def seconds_left(self) -> int:
        return max(1, self.ends - clock.epoch())


def shops_key() -> bytes:
    """What subjects are hashed with. Raises Unavailable when it cannot be read."""
    return secret(f"/souk/{Settings().stage}/limits")["key"].encode()


def window_of(charge: Charge, key: bytes) -> Window:
    """Every subject's windows begin at a moment of its own, so that no crowd waits for the same one."""
    limit = charge.limit
    digest = hmac.digest(key, f"{limit.key}\0{charge.subject}".encode(), hashlib.sha256)
    phase = int.from_bytes(digest[:6], "big") % limit.seconds
    number, _ = divmod(clock.epoch() + phase, limit.seconds)
    subject = base64.urlsafe_b64encode(digest[6:24]).decode()
    return Window(f"LIMIT#{subject}", f"{limit.name}#{number}", (number + 1) * limit.seconds - phase)


def has_room(charge: Charge) -> Condition:
    """The condition of a charge. It never holds for more units than are allowed at all: see `fits`."""
    condition: Condition = Counter.used.does_not_exist() | (Counter.used <= charge.allowed - charge.units)
    return condition


def fits(charge: Charge) -> bool:
    """Whether an empty window would take it."""
    return charge.units <= charge.allowed


class DynamoCounters:
    """`souk.limits.limits.LimitCounters`: one conditional update a charge, a write unit, also where it is refused."""

    def __init__(self, key: Callable[[], bytes] = shops_key) -> None:
        self._key = key
        self._full: dict[tuple[str, str], int] = {}

    def add(self, charge: Charge) -> int:
        window = self._window(charge)
        if not fits(charge) or self._is_full(window):
            raise LimitReached(charge, window.seconds_left)
        counter = window.counter()
        actions = [Counter.used.add(charge.units), Counter.expires_at.set(window.kept_until)]
        try:
            update_if(counter, actions, has_room(charge))
        except Stale:
            if charge.units == 1:  # for fewer units there may be room
                self._remember(window)
            raise LimitReached(charge, window.seconds_left) from None
        except _DOWN as error:
            raise CountersDown from error
        return int(counter.used)

    def subtract(self, charge: Charge) -> None:
        window = self._window(charge)
        self._full.pop((window.pk, window.sk), None)
        try:
            update_if(window.counter(), [Counter.used.add(-charge.units)], Counter.used >= charge.units)
        except Stale:
            return
        except _DOWN as error:
            raise CountersDown from error

    def _window(self, charge: Charge) -> Window:
        try:
            return window_of(charge, self._key())
        except _DOWN as error:
            raise CountersDown from error

    def _is_full(self, window: Window) -> bool:
        return self._full.get((window.pk, window.sk), 0) > clock.epoch()

    def _remember(self, window: Window) -> None:
        if len(self._full) >= _MAX_REMEMBERED:
            self._full.clear()
        self._full[window.pk, window.sk] = clock.epoch() + _REMEMBER_SECONDS
