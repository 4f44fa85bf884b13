"""The rows of the tables as plain values, grouped by what they belong to."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from souk.storage import journal

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: which rule, of what, and what was found."""

    rule: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}: {self.detail}"


def plain(item: Mapping[str, Mapping[str, Any]]) -> Row:
    """An item as DynamoDB gives it, as plain values; whole numbers are int."""
    return {name: _value(value) for name, value in item.items()}


def opened(item: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """An item as plain values. What is packed in a journal becomes members of its row, and a row for each event.

    So an event of any table is a row whose sort key begins with OUTBOX#, and whose member `event` is its text.
    """
    row = plain(item)
    packed = row.pop(journal.ATTRIBUTE, None)
    if packed is None:
        return [row]
    state, events = journal.unpack(bytes(packed))
    named = [{"pk": row["pk"], "sk": f"OUTBOX#{json.loads(text)['id']}", "event": text} for text in events]
    # An outbox item is nothing but its events.
    return named if str(row["sk"]).startswith("OUTBOX#") else [{**state, **row}, *named]


def decoded(row: Row, name: str) -> Any:
    """An attribute that holds JSON; None when it is not there."""
    text = row.get(name)
    return json.loads(text) if isinstance(text, str) else text


@dataclass(frozen=True, slots=True)
class LinesCancelled:
    """A wish to have units out of an order, or a change of it by staff: what it costs less, whether it was paid by
    then, and which of the units were withdrawn from. `prices` are by SKU before and after, that of the delivery under
    an empty one.
    """

    number: int
    state: str
    units: dict[str, int]
    less: int
    was_paid: bool
    withdrawn: dict[str, int]
    is_edit: bool
    prices: dict[str, tuple[int, int]]


def _wish(number: int, kept: Sequence[Any]) -> LinesCancelled:
    state, lines, *_, amounts, paid = kept[:10]
    seldom = dict(enumerate(kept[10:]))
    withdrawn, edit = seldom.get(1, ()), seldom.get(2)
    prices = {sku: (before, after) for sku, before, after in (edit[0] if edit else ())}
    if edit and edit[1]:
        prices[""] = tuple(edit[1])
    return LinesCancelled(
        number,
        state,
        dict(lines),
        sum(amounts),
        bool(paid),
        dict(withdrawn),
        bool(edit),
        prices,
    )


@dataclass
class Order:
    """An order with what it has published."""

    id: str
    head: Row = field(default_factory=dict)
    details: Row = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)
    is_queued: bool = False  # among those with a withdrawal in words

    @property
    def state(self) -> str:
        return str(self.head.get("state", ""))

    @property
    def currency(self) -> str:
        return str(self.details.get("currency", ""))

    @property
    def total(self) -> int:
        return int(decoded(self.details, "totals")["total"])

    @property
    def quantities(self) -> dict[str, int]:
        return {line["sku"]: line["quantity"] for line in decoded(self.details, "lines")}

    @property
    def prices(self) -> dict[str, int]:
        """What a unit of each SKU was ordered for, and under an empty one the delivery."""
        lines = decoded(self.details, "lines")
        return {"": decoded(self.details, "totals")["shipping"], **{line["sku"]: line["unit_price"] for line in lines}}

    @property
    def reductions(self) -> dict[str, list[int]]:
        """What promotions have taken off each SKU's units, as they were ordered. The delivery's price is without."""
        lines = decoded(self.details, "lines")
        return {line["sku"]: [amount for *_, amount in line["reductions"]] for line in lines if "reductions" in line}

    @property
    def tax_included(self) -> bool:
        return bool(decoded(self.details, "totals")["tax_included"])

    @property
    def gift_cards(self) -> Counter[str]:
        """The units of it that are gift cards."""
        lines = decoded(self.details, "lines")
        return Counter({line["sku"]: line["quantity"] for line in lines if line.get("tax_class") == "voucher"})

    @property
    def to_send(self) -> dict[str, int]:
        """The units of it that go into a parcel."""
        lines = decoded(self.details, "lines")
        return {line["sku"]: line["quantity"] for line in lines if line.get("requires_shipping", True)}

    @property
    def waiting(self) -> dict[str, int]:
        """The units that it waits for, as far as it knows: of what was cancelled those went first."""
        here = {sku for sku, _ in (self.head or {}).get("came_in", ())}
        waits = {
            line["sku"]: line.get("waiting", 0) - self.cancelled[line["sku"]]
            for line in decoded(self.details, "lines")
            if line["sku"] not in here
        }
        return {sku: units for sku, units in waits.items() if units > 0}

    @property
    def line_cancellations(self) -> list[LinesCancelled]:
        kept = self.head.get("line_cancellations", ()) if self.head else ()
        return [_wish(number, wish) for number, wish in enumerate(kept, start=1)]

    @property
    def cancelled(self) -> Counter[str]:
        """The units that are out of it."""
        units: Counter[str] = Counter()
        for wish in self.line_cancellations:
            if wish.state == "accepted":
                units.update(wish.units)
        return units

    @property
    def charged(self) -> int:
        """What it cost when it was paid."""
        return self.total - sum(wish.less for wish in self.line_cancellations if not wish.was_paid)

    @property
    def is_held_for(self) -> bool:
        """Whether money was held for it when it was worked on, to be captured once it is sent."""
        return any(event["type"] == "order.paid" and event.get("data", {}).get("on_shipment") for event in self.events)

    @property
    def less(self) -> int:
        """What it costs less without them."""
        return sum(wish.less for wish in self.line_cancellations)

    @property
    def to_ship(self) -> bool:
        return any(line.get("requires_shipping", True) for line in decoded(self.details, "lines"))

    @property
    def pay_by(self) -> datetime:
        return datetime.fromisoformat(self.details["pay_by"])

    @property
    def states(self) -> list[str]:
        """The states it has been in, in order."""
        entered: list[str] = []
        for entry in decoded(self.head, "history"):
            if not entered or entered[-1] != entry[0]:
                entered.append(entry[0])
        return entered

    @property
    def told_short(self) -> bool:
        """Whether its history says that its units are not there."""
        return any("out of stock though paid" in str(entry) for entry in decoded(self.head, "history"))

    @property
    def readdressing(self) -> tuple[int, str]:
        """How often another address was asked for, and what came of it last."""
        wish = self.head.get("readdressing") if self.head else None
        return (int(wish[0]), str(wish[2])) if wish else (0, "")

    @property
    def withdrawals(self) -> list[tuple[int, dict[str, int]]]:
        """The number of each statement of who withdrew from it, and of which units that are to come back; none when it
        has no effect.
        """
        kept = self.head.get("withdrawals", ()) if self.head else ()
        return [
            (number, {} if said[7] else dict(Counter(dict(said[3])) - Counter(dict(*said[8:9]))))
            for number, said in enumerate(kept, start=1)
        ]

    @property
    def unread(self) -> int:
        """How many withdrawals in words wait to be read."""
        return len(self.head.get("unread", ())) if self.head else 0

    @property
    def read(self) -> int:
        """How many did. One that is too late is answered at once, and has no key."""
        kept = self.head.get("withdrawals", ()) if self.head else ()
        return sum(bool(said[2]) and len(said) > 9 for said in kept)

    @property
    def wish(self) -> tuple[str, str]:
        """What became of a wish to cancel it, and when it was had; empty when nobody had one."""
        found = decoded(self.head, "cancellation")
        return (found[0], str(found[1])) if found else ("", "")

    def money(self) -> tuple[int, int]:
        """Captured and refunded, as the order knows it."""
        known = decoded(self.head, "payments") or []
        return sum(payment[4] for payment in known), sum(payment[5] for payment in known)

    def disputed(self) -> int:
        """What banks have taken back and not given back, as the order knows it."""
        return sum(dispute[7] for dispute in decoded(self.head, "disputes") or [])


@dataclass
class Payment:
    """A payment with its money's movements and what it has published."""

    id: str
    head: Row = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)
    evidence: dict[str, Row] = field(default_factory=dict)  # what a bank is told, by dispute

    @property
    def currency(self) -> str:
        return str(self.head.get("currency", ""))

    @property
    def totals(self) -> tuple[int, int, int, int]:
        """Authorised, captured, voided, refunded."""
        totals = self.head["totals"]
        return totals["authorised"], totals["captured"], totals["voided"], totals["refunded"]

    @property
    def captured(self) -> int:
        return self.totals[1]

    @property
    def refunded(self) -> int:
        return self.totals[3]

    @property
    def held(self) -> int:
        """What pays its order and is captured once that is sent."""
        authorised, captured, voided, _ = self.totals
        return authorised - captured - voided if self.head.get("on_shipment") else 0

    @property
    def is_credit(self) -> bool:
        """Whether gift cards and store credit pay it."""
        return self.head.get("provider") == "gift_card"

    @property
    def disputed(self) -> int:
        """What banks have taken back and not given back."""
        return int(self.head["totals"].get("disputed", 0))

    @property
    def surplus(self) -> int:
        """What transfers brought without being due, and was not given back."""
        return int(self.head["totals"].get("surplus", 0))

    @property
    def arrivals(self) -> list[Row]:
        """What came by bank transfer."""
        return list(self.head.get("arrivals", ()))

    @property
    def disputes(self) -> list[Row]:
        return list(self.head.get("disputes", ()))

    @property
    def ledger(self) -> list[Row]:
        return list(self.head.get("ledger", ()))

    @property
    def refunds(self) -> list[Row]:
        return list(self.head.get("refunds", ()))


@dataclass
class Shop:
    """Everything the audit looks at, by what it belongs to."""

    levels: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    ledger: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    reservations: dict[str, Row] = field(default_factory=dict)
    books: dict[str, Row] = field(default_factory=dict)  # of locations, by SKU
    waits: dict[tuple[str, str], Row] = field(default_factory=dict)  # what paid orders wait for, by order and SKU
    counted: dict[tuple[str, str], Row] = field(default_factory=dict)  # lines of counts, by count and SKU
    orders: dict[str, Order] = field(default_factory=dict)
    claims: dict[str, Row] = field(default_factory=dict)  # by order
    held_units: dict[tuple[str, str], Row] = field(default_factory=dict)  # counters of what is held unpaid, by key
    counters_of_uses: dict[tuple[str, str], Row] = field(default_factory=dict)  # of promotions, codes, persons, by key
    uses: dict[tuple[str, str], Row] = field(default_factory=dict)  # by order and promotion
    fillings: dict[str, str] = field(default_factory=dict)  # of carts, and the order each became
    drafts: dict[str, Row] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    bought: dict[str, dict[str, int]] = field(default_factory=dict)  # units by SKU of an order, as payments know it
    entries: dict[str, Row] = field(default_factory=dict)  # of bank statements, that were booked
    tracking: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    returns: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))  # by order
    documents: dict[str, Row] = field(default_factory=dict)  # by order
    taken: dict[str, int] = field(default_factory=dict)  # the last number of each range
    tax_sums: list[Row] = field(default_factory=list)  # that taxes are reported by, those of businesses too
    credits: dict[str, Row] = field(default_factory=dict)  # gift cards and store credit
    credit_moves: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))  # by account
    credit_holds: dict[str, Row] = field(default_factory=dict)  # by payment
    liability: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, tables: Mapping[str, Iterable[Row]]) -> Shop:
        """From the rows of the tables products, orders, payments, shipping and documents."""
        shop = cls()
        readers = {
            "products": _product,
            "orders": _order,
            "payments": _payment,
            "shipping": _shipment,
            "documents": _document,
        }
        for service, read in readers.items():
            for row in tables.get(service, ()):
                read(shop, row, *_key(row))
        return shop

    def whole_orders(self) -> list[Order]:
        """Those of which both items are there; the others are told as such, and have no figures to compare."""
        return [order for order in self.orders.values() if order.head and order.details]

    def payments_of(self, order_id: str) -> list[Payment]:
        return self._payments_by_order.get(order_id, [])

    @cached_property
    def _payments_by_order(self) -> dict[str, list[Payment]]:
        found: dict[str, list[Payment]] = defaultdict(list)
        for payment in self.payments.values():
            found[payment.head.get("order_id", "")].append(payment)
        return found


def _product(shop: Shop, row: Row, kind: str, subject: str, sk: str) -> None:
    # What follows is the number of a shard; a "#" of the SKU's own is escaped.
    sku = subject.partition("#")[0].replace("%23", "#").replace("%25", "%")
    if kind == "SKU" and sk == "LEVEL":
        shop.levels[sku].append(row)
    elif kind == "SKU" and sk.startswith("LEDGER#"):
        shop.ledger[sku].append(row)
    elif kind == "SKU" and sk == "PLACED":
        shop.books[sku] = row
    elif kind == "RESERVATION" and sk == "RESERVATION":
        shop.reservations[subject] = row
    elif kind == "RESERVATION" and sk.startswith("WAITS#"):
        shop.waits[subject, sk.removeprefix("WAITS#")] = row
    elif kind == "COUNT" and sk.startswith("LINE#"):
        shop.counted[subject, sk.removeprefix("LINE#")] = row


def _order(shop: Shop, row: Row, kind: str, subject: str, sk: str) -> None:
    if kind == "CART":
        shop.fillings[subject] = row["order_id"]
    if kind == "HELD":
        shop.claims[subject] = row
    if kind == "DRAFT":
        shop.drafts[subject] = row
    if kind == "LIMIT" and sk.startswith("held-"):
        shop.held_units[row["pk"], sk] = row
    if kind in ("COUPON", "PROMOTION", "PERSON"):
        shop.counters_of_uses[row["pk"], sk] = row
    if kind == "USES":
        shop.uses[subject, sk.removeprefix("USE#")] = row
    if kind == "ORDER":
        _of_an_order(shop, row, subject, sk)


def _of_an_order(shop: Shop, row: Row, subject: str, sk: str) -> None:
    order = shop.orders.setdefault(subject, Order(subject))
    if sk == "ORDER":
        order.head = row
    elif sk == "ORDER#DETAILS":
        order.details = row
    elif sk == "UNREAD":
        order.is_queued = True
    elif sk.startswith("OUTBOX#"):
        _heard(order.events, row)


def _payment(shop: Shop, row: Row, kind: str, subject: str, sk: str) -> None:
    if kind == "ORDER" and row.get("closed"):
        shop.closed[subject] = row["closed"]
    if kind == "ORDER" and row.get("lines"):
        shop.bought[subject] = {sku: units for sku, units, _ in decoded(row, "lines")}
    if kind == "ENTRY":
        shop.entries[subject] = row
    if kind in ("CREDIT", "CREDIT_HOLD", "LIABILITY"):
        _credit(shop, row, kind, subject, sk)
    if kind != "PAYMENT":
        return
    payment = shop.payments.setdefault(subject, Payment(subject))
    if sk == "PAYMENT":
        payment.head = row
    elif sk.startswith("EVIDENCE#"):
        payment.evidence[sk.removeprefix("EVIDENCE#")] = row
    elif sk.startswith("OUTBOX#"):
        _heard(payment.events, row)


def _credit(shop: Shop, row: Row, kind: str, subject: str, sk: str) -> None:
    if kind == "LIABILITY":
        shop.liability.append(row)
    elif kind == "CREDIT_HOLD":
        shop.credit_holds[subject] = row
    elif sk == "ACCOUNT":
        shop.credits[subject] = row
    elif sk.startswith("MOVE#"):
        shop.credit_moves[subject].append(row)


def _document(shop: Shop, row: Row, kind: str, subject: str, sk: str) -> None:
    if kind == "ORDER" and sk == "DOCUMENTS":
        state, _ = journal.unpack(bytes(row["packed"]))
        shop.documents[subject] = {**state, "waits": "gsi1pk" in row}
    elif kind == "RANGE":
        shop.taken[subject] = row["last"]
    elif kind in ("TAX", "BUSINESSES"):
        shop.tax_sums.append(row)


def _shipment(shop: Shop, row: Row, kind: str, subject: str, _sk: str) -> None:
    if kind == "ORDER" and row.get("kind") == "shipment":
        shop.tracking[subject].append(row)
    if kind == "ORDER" and row.get("kind") == "return":
        shop.returns[subject].append(row)


def _heard(events: list[Row], row: Row) -> None:
    """An event that was told again is one event."""
    event = json.loads(row["event"])
    if not event.get("id") or all(known.get("id") != event["id"] for known in events):
        events.append(event)


def _key(row: Row) -> tuple[str, str, str]:
    kind, _, subject = str(row["pk"]).partition("#")
    return kind, subject, str(row["sk"])


def _value(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return int(content) if "." not in content else float(content)
        case "M":
            return plain(content)
        case "L":
            return [_value(element) for element in content]
        case "NULL":
            return None
        case _:
            return content
