"""What the shopper was shown, and how what is now differs from it.

What is shown, what is quoted and what is ordered is one thing: the page sends what it shows, and anything else is
refused with the difference, line by line, so that it can be shown and agreed to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orders.domain.codes.refusals import CodeRefusal, in_words
from orders.domain.codes.uses import FIRST_ORDER
from orders.domain.totals import OrderLine, Totals, by_promotion
from orders.usecases.ports import Cart, Variant
from souk.errors import CartChanged, PriceChanged
from souk.money import Money

if TYPE_CHECKING:
    from souk.pricing.promotions.priced import MissedPromotion

# `Missed.CUSTOMER_GROUP`, whose module who hears of orders does without.
_CUSTOMER_GROUP = "customer_group"
_PRICES = "prices have changed since they were shown; look at them and confirm"


@dataclass(frozen=True, slots=True)
class ShownLine:
    sku: str
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True)
class Shown:
    """The cart as the page shows it. `cart_version` as the cart's API told it with these lines."""

    cart_version: int
    lines: tuple[ShownLine, ...]

    @property
    def quantities(self) -> dict[str, int]:
        return {line.sku: line.quantity for line in self.lines}


@dataclass(frozen=True, slots=True)
class Amounts:
    """The sums the page shows, and by their ids what promotions take off; of those that are None nothing was said."""

    total: Money
    shipping: Money | None = None
    tax: Money | None = None
    promotions: Mapping[str, Money] | None = None

    def changes(self, now: Totals) -> list[dict[str, Any]]:
        """Those that are others now: their name, what was shown, and what it is."""
        return [
            {"name": name, "shown": asdict(shown), "now": asdict(actual)}
            for name, shown, actual in (
                ("shipping", self.shipping, now.shipping),
                ("tax", self.tax, now.tax),
                ("total", self.total, now.total),
            )
            if shown is not None and shown != actual
        ]

    def not_members(self, missed: Iterable[MissedPromotion]) -> dict[str, CodeRefusal]:
        """Promotions that were shown, and are for members of a group that the shopper is not in any more."""
        return {
            each.promotion_id: CodeRefusal.NOT_MEMBER
            for each in missed
            if each.why == _CUSTOMER_GROUP and each.promotion_id in (self.promotions or ())
        }

    def promotion_changes(self, lines: tuple[OrderLine, ...], totals: Totals) -> list[dict[str, Any]]:
        """Promotions that have begun (nothing was shown), ended (they take nothing off now) or changed. One that is
        over has no name here: whoever showed it knows.
        """
        if self.promotions is None:
            return []
        now = {each.promotion_id: each for each in by_promotion(lines, totals)}
        return [
            {
                "promotion_id": name,
                "name": now[name].name if name in now else "",
                "shown": asdict(self.promotions[name]) if name in self.promotions else None,
                "now": asdict(now[name].amount) if name in now else None,
            }
            for name in {**self.promotions, **now}
            if self.promotions.get(name) != (now[name].amount if name in now else None)
        ]


def same_cart(shown: Shown, cart: Cart) -> bool:
    return shown.cart_version == cart.version and shown.quantities == cart.quantities


def cart_changed(shown: Shown, cart: Cart, variants: Mapping[str, Variant]) -> CartChanged:
    """The refusal of a cart that is not the one shown. `variants`: what the catalogue says of the lines of both."""
    now = {
        sku: Seen(quantity, variants[sku].price if sku in variants else None)
        for sku, quantity in cart.quantities.items()
    }
    before = {line.sku: Seen(line.quantity, line.unit_price) for line in shown.lines}
    changed = [sku for sku in {**before, **now} if _units(before.get(sku)) != _units(now.get(sku))]
    return CartChanged(
        "the cart is not the one that was shown any more; look at what has changed and confirm"
        if changed
        else "the cart was changed since it was shown; look at it again and confirm",
        reason="lines" if changed else "version",
        changes=[_change(sku, before.get(sku), now.get(sku), variants) for sku in changed],
        cart_version={"shown": shown.cart_version, "now": cart.version},
    )


def check_prices(shown: Shown, lines: tuple[OrderLine, ...]) -> None:
    """Raises PriceChanged when a line costs something else than was shown."""
    changes = _price_changes(shown, lines)
    if changes:
        raise PriceChanged(_PRICES, changes=changes, lines=[_line(line) for line in lines])


def check_order(
    shown: Shown,
    amounts: Amounts,
    listed: tuple[OrderLine, ...],
    lines: tuple[OrderLine, ...],
    totals: Totals,
    refused: Mapping[str, CodeRefusal] = MappingProxyType({}),
) -> None:
    """Raises PriceChanged when a line or a sum is not what was shown. `listed` are the lines as the cart shows them,
    `refused` promotions of which nothing is left for this order.
    """
    changes, sums = _price_changes(shown, listed), amounts.changes(totals)
    if changes or sums:
        other = totals.total != amounts.total
        raise PriceChanged(
            f"the total is now {totals.total}, not {amounts.total}; look at it and confirm" if other else _PRICES,
            changes=changes,
            amounts=sums,
            promotions=amounts.promotion_changes(lines, totals),
            refused=told(refused),
            lines=[_line(line) for line in listed],
            expected_total=asdict(amounts.total),
            total=asdict(totals.total),
        )


def told(refused: Mapping[str, CodeRefusal]) -> list[dict[str, str]]:
    return [
        {"promotion_id": promotion_id, "reason": why.value, "message": in_words(why)}
        for promotion_id, why in refused.items()
        if promotion_id != FIRST_ORDER
    ]


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as it was shown or is now. The price is None when it is not for sale any more."""

    quantity: int
    unit_price: Money | None


def _units(seen: Seen | None) -> int:
    return seen.quantity if seen else 0


def _price_changes(shown: Shown, lines: tuple[OrderLine, ...]) -> list[dict[str, Any]]:
    prices = {line.sku: line.unit_price for line in shown.lines}
    return [
        _change(
            line.sku,
            Seen(line.quantity, prices[line.sku]),
            Seen(line.quantity, line.unit_price),
            {line.sku: line},
        )
        for line in lines
        if line.unit_price != prices[line.sku]
    ]


def _change(
    sku: str, before: Seen | None, now: Seen | None, titled: Mapping[str, Variant] | Mapping[str, OrderLine]
) -> dict[str, Any]:
    named = titled.get(sku)
    return {
        "sku": sku,
        "title": named.title if named else "",
        "variant_title": named.variant_title if named else "",
        "shown": asdict(before) if before else None,
        "now": asdict(now) if now else None,
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "sku": line.sku,
        "title": line.title,
        "quantity": line.quantity,
        "unit_price": asdict(line.unit_price),
        "total": asdict(line.total),
    }
