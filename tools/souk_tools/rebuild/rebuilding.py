"""The rebuild itself, over any tables and any function.

Each pass notes the versions of the projection's rows and then reads the events; the function makes an order anew if its
row has that version still. An order that something was heard of in the meantime is taken again in the next pass.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from souk_tools.rebuild.events import Found, Scan, read, versions

PROJECTION = "backoffice"
PASSES = 10
# What one invocation gets: 6 MB at most, and minutes of work at most.
_ORDERS, _BYTES, _OTHERS = 50, 3_000_000, 200
Invoke = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class Report:
    """`left` are orders of which something was heard in every pass."""

    orders: int = 0
    others: int = 0
    again: int = 0
    left: int = 0


def rebuild(scan: Scan, invoke: Invoke) -> Report:
    """Repeating it, or breaking it off, does no harm."""
    report = Report()
    wanted: set[str] | None = None
    for _ in range(PASSES):
        held = dict(versions(scan(PROJECTION)))
        found = read(scan)
        orders = {*held, *found.orders} if wanted is None else wanted
        if wanted is None:
            report.orders, report.others = len(orders), len(found.others)
            for start in range(0, len(found.others), _OTHERS):
                invoke({"others": found.others[start : start + _OTHERS]})
        wanted = set()
        for payload in _payloads(sorted(orders), held, found):
            wanted |= {*invoke({"orders": payload})["stale"]}
        report.again += len(wanted)
        if not wanted:
            return report
    report.left = len(wanted or ())
    return report


def _payloads(orders: Sequence[str], held: dict[str, int], found: Found) -> Iterator[list[dict[str, Any]]]:
    payload: list[dict[str, Any]] = []
    size = 0
    for order_id in orders:
        events = found.orders.get(order_id, [])
        if payload and (len(payload) == _ORDERS or size > _BYTES):
            yield payload
            payload, size = [], 0
        payload.append({"order_id": order_id, "version": held.get(order_id, 0), "events": events})
        size += sum(len(text) for text in events)
    if payload:
        yield payload
