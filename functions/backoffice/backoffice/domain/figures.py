"""What an order counts for: figures by the hour, units by day and SKU, and its customer's sums.

A pure function of what is known of the order, which is stored with it: when the order changes, what it counted for
before is taken back and what it counts for now is added, in the same transaction. So every figure is the sum over the
orders, however often an event comes. An order that stands in the list of the unpaid is not counted yet: the list itself
is counted when somebody asks. Most leave it within minutes, paid or expired, and are counted then.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from backoffice.domain.facts import Facts, ListGroup
from souk.shopper.owner import user_id_of

# By the hour in which it happened, but `converted`: of the orders placed in that hour, those that are paid by now.
FIELDS = (
    *("placed", "converted", "paid", "gross", "units", "cancelled", "expired"),
    *("payments_failed", "refunds", "refunded"),
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What an order adds to a customer's sums: `amount` in minor units, without what went back."""

    customer_id: str
    orders: int
    amount: int


@dataclass(frozen=True, slots=True)
class Counted:
    """`hours` by hour ("2026-11-29T14", in the shop's time zone) and field; `sold` by day and SKU."""

    hours: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    sold: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    spent: Spent | None = None


@dataclass(slots=True)
class Tally:
    """By how much counters change: by (hour, field), (day, SKU), and by customer the orders and the amount."""

    hours: Counter[tuple[str, str]] = field(default_factory=Counter)
    sold: Counter[tuple[str, str]] = field(default_factory=Counter)
    spent: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, counted: Counted, sign: int) -> None:
        for hour, figures in counted.hours.items():
            for name, number in figures.items():
                self.hours[hour, name] += sign * number
        for day, units in counted.sold.items():
            for sku, number in units.items():
                self.sold[day, sku] += sign * number
        if counted.spent:
            sums = self.spent.setdefault(counted.spent.customer_id, Counter())
            sums["orders"] += sign * counted.spent.orders
            sums["amount"] += sign * counted.spent.amount

    def merge(self, other: Tally) -> None:
        self.hours.update(other.hours)
        self.sold.update(other.sold)
        for customer_id, sums in other.spent.items():
            self.spent.setdefault(customer_id, Counter()).update(sums)

    @property
    def by_hour(self) -> dict[str, dict[str, int]]:
        """What differs, by hour."""
        found: dict[str, dict[str, int]] = {}
        for (hour, name), number in self.hours.items():
            if number:
                found.setdefault(hour, {})[name] = number
        return found

    @property
    def customers(self) -> dict[str, Counter[str]]:
        return {customer_id: sums for customer_id, sums in self.spent.items() if any(sums.values())}

    @property
    def items(self) -> int:
        """How many items it changes, with the sums of months."""
        hours = self.by_hour
        return (
            len(hours)
            + len({hour[:7] for hour in hours})
            + sum(1 for number in self.sold.values() if number)
            + len(self.customers)
        )


def between(before: Counted, after: Counted) -> Tally:
    change = Tally()
    change.add(before, -1)
    change.add(after, 1)
    return change


def hour_of(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%dT%H}"


def counted(facts: Facts, zone: tzinfo, currency: str) -> Counted:
    """What the order counts for. Of one in another currency than the shop's no money is counted: sums are of one."""
    hours: dict[str, Counter[str]] = {}
    money = 1 if facts.sale is None or facts.sale.currency == currency else 0
    for moment, name, number in _happened(facts, money):
        hours.setdefault(hour_of(moment, zone), Counter())[name] += number
    sold = {}
    if facts.paid_at and facts.sale:
        sold = {hour_of(facts.paid_at, zone)[:10]: facts.sold}
    return Counted({hour: dict(figures) for hour, figures in hours.items()}, sold, _spent(facts, money))


def _happened(facts: Facts, money: int) -> Iterator[tuple[datetime, str, int]]:
    sale = facts.sale
    if facts.placed_at and not (facts.is_listed and facts.group is ListGroup.UNPAID):
        yield facts.placed_at, "placed", 1
        if facts.paid_at:
            yield facts.placed_at, "converted", 1
    if facts.paid_at and sale:
        yield from ((facts.paid_at, name, n) for name, n in _sale(sale.total * money, sum(facts.sold.values())))
    if facts.ended_at:
        yield facts.ended_at, "expired" if facts.state == "EXPIRED" else "cancelled", 1
    for payment in facts.payments.values():
        if payment.failed_at:
            yield payment.failed_at, "payments_failed", 1
    for refund in facts.refunds.values():
        if refund.succeeded:
            yield refund.at, "refunds", 1
            yield refund.at, "refunded", refund.amount * money


def _sale(total: int, units: int) -> Iterator[tuple[str, int]]:
    yield "paid", 1
    yield "gross", total
    yield "units", units


def _spent(facts: Facts, money: int) -> Spent | None:
    if facts.who is None or facts.sale is None or facts.paid_at is None:
        return None
    return Spent(customer_of(facts), 1, (facts.sale.total - facts.refunded) * money)


def customer_of(facts: Facts) -> str:
    """A member's user id; a guest is known by the address. Empty when nobody is named."""
    who = facts.who
    if who is None:
        return ""
    return user_id_of(who.owner) or guest_id(who.email)


def guest_id(email: str) -> str:
    return f"guest-{hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:32]}"
