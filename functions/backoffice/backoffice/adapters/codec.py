"""Rows of orders as they are packed: raw DEFLATE (RFC 1951) of JSON with short names, so that an ordinary order's row
is within one write unit. Members that are added later are read with their defaults from older rows.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from backoffice.domain.facts import Answered, Facts, HeardDispute, HeardParcel, HeardPayment, HeardRefund, Sale, Who
from backoffice.domain.figures import Counted, Spent

_RAW = -zlib.MAX_WBITS


def pack(facts: Facts, counted: Counted) -> bytes:
    return _packed({**_facts(facts), "c": _counted(counted)})


def unpack(order_id: str, row: bytes) -> tuple[Facts, Counted]:
    held = json.loads(zlib.decompress(row, _RAW))
    hours, sold, spent = held["c"]
    return _read(order_id, held), Counted(hours, sold, Spent(*spent) if spent else None)


def pack_days(days: Mapping[str, Mapping[str, int]]) -> bytes:
    return _packed(days)


def unpack_days(packed: bytes) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(zlib.decompress(packed, _RAW))
    return found


def _packed(value: Any) -> bytes:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    return packer.compress(text.encode()) + packer.flush()


def _facts(facts: Facts) -> dict[str, Any]:
    """Without what is not there."""
    who, sale = facts.who, facts.sale
    members = {
        "v": facts.told,
        # Left out where one event said both, as with most orders.
        "n": facts.named if facts.named != facts.told else None,
        "s": facts.state,
        "w": [who.number, who.owner, who.email, who.name] if who else None,
        "a": _sale(sale) if sale else None,
        "t": [_ms(facts.placed_at), _ms(facts.paid_at), _ms(facts.ended_at)],
        "q": [facts.wish.version, facts.wish.open] if facts.wish.version else None,
        "h": [facts.short.version, facts.short.open] if facts.short.version else None,
        "p": {name: _payment(payment) for name, payment in sorted(facts.payments.items())},
        "r": {name: [r.version, r.succeeded, r.amount, _ms(r.at)] for name, r in sorted(facts.refunds.items())},
        "d": {name: [d.version, d.status] for name, d in sorted(facts.disputes.items())},
        "k": {name: [k.version, k.state, k.code] for name, k in sorted(facts.parcels.items())},
        "y": _ms(facts.pay_by),
        "b": {name: [b.version, b.open] for name, b in sorted(facts.surplus.items())},
        "o": {number: dict(units) for number, units in sorted(facts.out.items())},
        "f": dict(sorted(facts.warnings.items())),
        "e": facts.erased,
    }
    return {name: value for name, value in members.items() if value}


def _read(order_id: str, held: dict[str, Any]) -> Facts:
    placed_at, paid_at, ended_at = (_moment(ms) for ms in held["t"])
    return Facts(
        order_id=order_id,
        told=held.get("v", 0),
        named=held.get("n", held.get("v", 0)),
        state=held.get("s", ""),
        who=Who(*held["w"]) if "w" in held else None,
        sale=_sale_of(*held["a"]) if "a" in held else None,
        placed_at=placed_at,
        paid_at=paid_at,
        ended_at=ended_at,
        wish=Answered(*held.get("q", ())),
        short=Answered(*held.get("h", ())),
        payments={n: HeardPayment(v, s, _moment(at), *more) for n, (v, s, at, *more) in held.get("p", {}).items()},
        refunds={n: HeardRefund(v, s, amount, _at(at)) for n, (v, s, amount, at) in held.get("r", {}).items()},
        disputes={n: HeardDispute(*values) for n, values in held.get("d", {}).items()},
        parcels={n: HeardParcel(*values) for n, values in held.get("k", {}).items()},
        pay_by=_moment(held.get("y")),
        surplus={n: Answered(*values) for n, values in held.get("b", {}).items()},
        out=held.get("o", {}),
        warnings=held.get("f", {}),
        erased=held.get("e", False),
    )


def _sale(sale: Sale) -> list[Any]:
    held = [sale.total, sale.currency, sale.country, dict(sale.units)]
    if sale.reductions:
        return [*held, sale.to_send, [list(each) for each in sale.reductions]]
    return held if sale.to_send else [*held, False]


def _sale_of(total: int, currency: str, country: str, units: dict[str, int], *more: Any) -> Sale:
    to_send = more[0] if more else True
    reductions = tuple((name, amount) for name, amount in more[1]) if len(more) > 1 else ()
    return Sale(total, currency, country, units, to_send, reductions)


def _payment(payment: HeardPayment) -> list[Any]:
    held = [payment.version, payment.state, _ms(payment.failed_at), payment.mismatch]
    return [*held, payment.part] if payment.part else held


def _counted(counted: Counted) -> list[Any]:
    spent = counted.spent
    return [counted.hours, counted.sold, [spent.customer_id, spent.orders, spent.amount] if spent else None]


def _ms(moment: datetime | None) -> int | None:
    """Milliseconds of Unix time: facts have no shorter moments."""
    return round(moment.timestamp() * 1000) if moment else None


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else _at(ms)


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
