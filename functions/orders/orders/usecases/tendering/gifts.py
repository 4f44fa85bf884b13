"""Gift cards that are bought: whom each is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from orders.domain.details import GiftFor
from orders.domain.order import Order
from orders.domain.totals import OrderLine
from orders.usecases.ports import BoughtGift
from souk.errors import InvalidInput

# Each is issued and can be taken back by itself, all of an order in one transaction.
MOST = 20
# So long a recipient's address is kept before the letter goes.
LATEST = timedelta(days=365)


def check_gifts(gifts: Sequence[GiftFor], lines: Sequence[OrderLine], today: date) -> None:
    """Raises InvalidInput, with all that is wrong, for what is no gift card of these lines, a letter that is more than
    a year away, and more cards than an order can have.
    """
    units = Counter({line.sku: line.quantity for line in lines if line.gift_card})
    if units.total() > MOST:
        raise InvalidInput(f"an order has at most {MOST} gift cards; place several orders")
    errors = [*_faults(gifts, units, today)]
    if errors:
        raise InvalidInput(str(errors[0]["message"]), errors=errors)


def _faults(gifts: Sequence[GiftFor], units: Counter[str], today: date) -> Iterator[dict[str, str]]:
    named = Counter[str]()
    for number, gift in enumerate(gifts):
        named[gift.sku] += 1
        if named[gift.sku] > units[gift.sku]:
            message = f"there is no further gift card {gift.sku} in the cart"
            yield {"field": f"gifts.{number}.sku", "code": "unknown", "message": message}
        if date.fromisoformat(gift.send_on) > today + LATEST:
            message = "a gift card is sent within a year"
            yield {"field": f"gifts.{number}.send_on", "code": "too_late", "message": message}


def bought(order: Order) -> tuple[BoughtGift, ...]:
    """The gift cards of what is left of an order, one each: those that are for nobody else go to the buyer, as soon as
    it is paid.
    """
    details, found = order.details, list[BoughtGift]()
    today, name = details.placed_at.date().isoformat(), order.address.name
    for line in order.lines:
        if not line.gift_card:
            continue
        named = [gift for gift in details.gifts if gift.sku == line.sku][: line.quantity]
        own = [GiftFor(line.sku, order.email, today, name)] * (line.quantity - len(named))
        found += [
            BoughtGift(gift, place, line.unit_price.amount, details.locale) for place, gift in enumerate([*named, *own])
        ]
    return tuple(found)
