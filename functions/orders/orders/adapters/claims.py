"""Counts what unpaid orders hold: a claim under the order's id, in one transaction with the counters it is in."""

from __future__ import annotations

import json
from collections.abc import Sequence

from orders.adapters.records import HELD, Claim, claim_key
from orders.usecases.ports import HeldTooMuch
from souk import clock
from souk.limits.limits import Charge
from souk.limits.table import Counter, Window, fits, has_room, shops_key, window_of
from souk.storage.dynamo import Transaction, TransactionRejected

_CLAIM = "claim"


def add(order_id: str, charges: Sequence[Charge]) -> None:
    """See `OrderStore.claim`."""
    for charge in charges:
        if not fits(charge):
            raise HeldTooMuch(charge)
    key = shops_key()
    windows = [window_of(charge, key) for charge in charges]
    tx = Transaction()
    tx.put(_claim(order_id, charges, windows), Claim.pk.does_not_exist(), label=_CLAIM)
    for number, (charge, window) in enumerate(zip(charges, windows, strict=True)):
        actions = [Counter.used.add(charge.units), Counter.expires_at.set(window.kept_until)]
        tx.update(window.counter(), actions, has_room(charge), label=str(number))
    try:
        tx.commit()
    except TransactionRejected as rejected:
        if not rejected.failed(_CLAIM):
            raise HeldTooMuch(charges[min(int(label) for label in rejected.labels)]) from rejected


def take_back(order_id: str) -> None:
    """See `OrderStore.let_go`. LimitCounters whose window has ended count no more."""
    claim = next(iter(Claim.query(claim_key(order_id), Claim.sk == HELD, consistent_read=True)), None)
    if claim is None:
        return
    tx = Transaction()
    tx.delete(claim, Claim.pk.exists(), label=_CLAIM)
    for pk, sk, units, ends in json.loads(claim.counters):
        if ends > clock.epoch():
            tx.update(Counter(pk, sk), [Counter.used.add(-units)], Counter.used >= units)
    try:
        tx.commit()
    except TransactionRejected as rejected:
        if not rejected.failed(_CLAIM):  # else somebody else has let it go just now
            raise


def _claim(order_id: str, charges: Sequence[Charge], windows: Sequence[Window]) -> Claim:
    counters = [
        [window.pk, window.sk, charge.units, window.ends] for charge, window in zip(charges, windows, strict=True)
    ]
    kept_until = max(window.kept_until for window in windows)
    return Claim(claim_key(order_id), HELD, counters=json.dumps(counters), expires_at=kept_until)
