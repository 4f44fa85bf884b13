"""Taxes: what an order bears is what the rates say that it keeps, worked out here once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from souk_tools.audit.rows import Finding, Row, Shop, decoded

_WHOLE = 10_000  # basis points


def borne(shop: Shop) -> Iterator[Finding]:
    """True at every moment: the tax of each rate is its share of all that is taxed at it, rounded once, half up. What
    says why it bears none bears none, and the sums are those of their parts. Orders from before rates were kept say
    nothing that could be compared.
    """
    for order in shop.whole_orders():
        lines, totals = decoded(order.details, "lines"), decoded(order.details, "totals")
        if "shipping_rate" not in totals or any("tax_rate" not in line for line in lines):
            continue
        parts = [(line["tax_rate"], line.get("tax_category"), _costs(line)) for line in lines]
        subtotal = sum(amount for *_, amount in parts)
        parts.append((totals["shipping_rate"], totals.get("shipping_category"), totals["shipping"]))
        if any(rate and category for rate, category, _ in parts):
            yield Finding("order-taxes", order.id, f"{parts}: what bears no tax has a rate")
        taxes = _taxes(parts, included=totals["tax_included"])
        tax = sum(amount for _, amount in taxes)
        total = subtotal + totals["shipping"] + (0 if totals["tax_included"] else tax)
        said = [totals["taxes"], totals["tax"], totals["subtotal"], totals["total"]]
        if said != [taxes, tax, subtotal, total]:
            yield Finding("order-taxes", order.id, f"says {said}, its rates make {[taxes, tax, subtotal, total]}")


def _costs(line: Row) -> int:
    return int(line["unit_price"] * line["quantity"] - sum(amount for *_, amount in line.get("reductions", ())))


def _taxes(parts: list[tuple[int, str | None, int]], *, included: bool) -> list[list[Any]]:
    """Each rate with its tax, the lowest first."""
    bases: Counter[int] = Counter()
    for rate, _, amount in parts:
        bases[rate] += amount
    found = []
    for rate, base in sorted(bases.items()):
        if rate and base:
            by = _WHOLE + rate if included else _WHOLE
            found.append([rate, (2 * base * rate + by) // (2 * by)])
    return found
