"""Sent again: each parcel goes in the place of one thing that was given up for it, and nothing is paid back as well."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from souk_tools.audit.rows import Finding, Row, Shop

# `shipping.adapters.codec` keeps an end as: when, by whom, trouble, outcome, return, why.
_STATE, _OUTCOME = "sent_again", 3


def sold(shop: Shop, order_id: str) -> Counter[str]:
    """The units that were taken from the shelf for an order once more."""
    units: Counter[str] = Counter()
    for parcel in shop.tracking.get(order_id, ()):
        if hold := _hold(parcel):
            held = shop.reservations.get(hold, {})
            units += _units(parcel) if held.get("state") == "closed" else Counter()
    return units


def held(shop: Shop) -> set[str]:
    """The holds of what is sent again: they are of no order of their own."""
    return {hold for parcels in shop.tracking.values() for parcel in parcels if (hold := _hold(parcel))}


def replaced(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what is sent in the place of another is what was in that, no more and no less."""
    for order_id, parcels in shop.tracking.items():
        given_up: dict[str, Counter[str]] = {}
        for parcel in parcels:
            if parcel.get("end") and parcel["end"][_OUTCOME] == _STATE:
                given_up[_id(order_id, parcel, "")] = _sent(parcel)
        for return_ in shop.returns.get(order_id, ()):
            if return_["state"] == _STATE and not str(return_["request"]).startswith("parcel:"):
                given_up[_id(order_id, return_, "R")] = Counter({sku: units for sku, units, _ in return_["granting"]})
        again: dict[str, Counter[str]] = defaultdict(Counter)
        for parcel in parcels:
            if parcel.get("again"):
                again[parcel["again"][0]] += _units(parcel)
        for name in {*given_up, *again}:
            if given_up.get(name) != again.get(name):
                told = f"{dict(again.get(name, {}))} are sent in the place of {dict(given_up.get(name, {}))}"
                yield Finding("sent-again", name, told)


def settled(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: what is sent again left the stock, and no money goes back for it."""
    for order_id, parcels in shop.tracking.items():
        for parcel in parcels:
            hold = _hold(parcel)
            state = shop.reservations.get(hold, {}).get("state") if hold else "closed"
            # Units that were gone when they were to be sold are waited for, as those of an order are.
            if state not in ("closed", "short", "committed"):
                yield Finding("sent-again-unsold", _id(order_id, parcel, ""), f"its hold is {state}")
        refunds = [refund for payment in shop.payments_of(order_id) for refund in payment.refunds]
        for return_ in shop.returns.get(order_id, ()):
            name = _id(order_id, return_, "R")
            if return_["state"] == _STATE and any(refund.get("return_id") == name for refund in refunds):
                yield Finding("sent-again-and-paid", name, "it is sent again, and paid back")


def _hold(parcel: Row) -> str:
    again = parcel.get("again")
    return str(again[1]) if again else ""


def _id(order_id: str, row: Row, of: str) -> str:
    return f"{order_id}-{of}{int(str(row['sk']).partition('#')[2])}"


def _units(parcel: Row) -> Counter[str]:
    units: Counter[str] = Counter()
    for sku, quantity, *_ in parcel.get("lines", ()):
        units[sku] += quantity
    return units


def _sent(parcel: Row) -> Counter[str]:
    units = _units(parcel)
    for sku, count, *_, accepted in parcel.get("work", {}).get("short", ()):
        units[sku] -= count * accepted
    return +units
