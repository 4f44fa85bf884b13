"""Whether a SKU told of each crossing once: it cannot be sold out twice without having been back in between."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from souk_tools.audit.rows import Finding, Row

SOLD_OUT, BACK, LOW = "stock.sold_out", "stock.back_in_stock", "stock.low"


def checked(rows: Iterable[Row], sku: str, available: int) -> tuple[Counter[str], list[Finding]]:
    """How often the SKU told what, and what of that cannot be, given how much of it is available in the end."""
    events = [json.loads(row["event"]) for row in rows if row["pk"] == f"SKU#{sku}" and row["sk"].startswith("OUTBOX#")]
    told = sorted((e for e in events if e["type"] in (SOLD_OUT, BACK, LOW)), key=lambda e: e["aggregate_version"])
    wrong = [Finding("stock-crossing", sku, detail) for detail in _wrong(told, available)]
    return Counter(event["type"] for event in told), wrong


def _wrong(told: Sequence[dict[str, Any]], available: int) -> Iterator[str]:
    for before, after in pairwise(told):
        if before["aggregate_version"] == after["aggregate_version"]:
            yield f"two events of version {after['aggregate_version']}"
    for event in told:
        left, threshold = event["data"]["available"], event["data"]["threshold"]
        fits = {SOLD_OUT: left <= 0, BACK: left > 0, LOW: 0 < left <= threshold}
        if not fits[event["type"]]:
            yield f"{event['type']} with {left} available"
    is_sold_out = False
    for event in told:
        if (event["type"] == BACK) is not is_sold_out:
            yield f"{event['type']} while it was {'' if is_sold_out else 'not '}sold out"
        is_sold_out = event["type"] == SOLD_OUT
    if is_sold_out is not (available <= 0):
        yield f"told last that it was {'' if is_sold_out else 'not '}sold out, and {available} are available"
