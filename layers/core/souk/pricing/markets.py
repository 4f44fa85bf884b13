"""Markets: where a shop sells in another currency, and what its things cost there.

A price in a market is the shop's own price times the market's rate, rounded by the market's rule, once and exactly:
docs/pricing.md has the rules with examples that are run as tests, and the storefront works prices out by the same ones
(`frontend/src/lib/markets.ts`). Whoever is in no market is in the shop's own, at the shop's prices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from souk.money import Money, exponent

if TYPE_CHECKING:
    from souk.pricing.delivery.rules import DeliveryBand, DeliveryRules

# Rates are plain decimal numbers of so many digits.
RATE = r"^[0-9]{1,7}(\.[0-9]{1,8})?$"


class Rounding(StrEnum):
    """To what prices are rounded, always to the nearest and up from the middle: the currency's minor unit, prices that
    end in 99 or 95, whole units, or multiples of the market's `step`.
    """

    MINOR = "minor"
    ENDING_99 = "ending_99"
    ENDING_95 = "ending_95"
    WHOLE = "whole"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Market:
    """`rate`: what one unit of the shop's currency is in the market's, a decimal number as text. `step` in minor units.
    `prices_include_tax` is None where the shop's taxes decide. `payment_methods` are all where none is named. A market
    that is not open is one that nobody can choose.
    """

    id: str
    name: str
    currency: str
    countries: tuple[str, ...] = ()
    language: str = ""
    rate: str = "1"
    rounding: Rounding = Rounding.MINOR
    step: int = 1
    prices_include_tax: bool | None = None
    payment_methods: tuple[str, ...] = ()
    open: bool = True

    @property
    def is_own(self) -> bool:
        return not self.id

    def takes(self, country: str) -> bool:
        """Whether it sends there. The shop's own market leaves that to the rules of delivery."""
        return self.is_own or country in self.countries

    def price(self, own: Money) -> Money:
        """What costs `own` in the shop's currency. What is free stays free, and nothing else becomes free."""
        if self.is_own:
            return own
        if own.amount <= 0:
            return Money(0, self.currency)
        lattice, below = self._lattice()
        exact, parts = self._exact(own)
        number = max(_nearest(exact + below * parts, lattice * parts), 1)
        return Money(number * lattice - below, self.currency)

    def amount(self, own: Money) -> Money:
        """A sum that is no price, as a threshold: to the minor unit."""
        return own if self.is_own else Money(_nearest(*self._exact(own)), self.currency)

    def beside(self, told: Money, own: Money, here: Money) -> Money:
        """What is told beside a price that is `own` at home and `here` in this market, in the same proportion."""
        if self.is_own or not own.amount:
            return told
        return Money(_nearest(told.amount * here.amount, own.amount), self.currency)

    def _exact(self, own: Money) -> tuple[int, int]:
        """In minor units of this market's currency: numerator and denominator."""
        whole, _, decimals = self.rate.partition(".")
        shift = exponent(self.currency) - exponent(own.currency) - len(decimals)
        return own.amount * int(whole + decimals) * 10 ** max(shift, 0), 10 ** max(-shift, 0)

    def _lattice(self) -> tuple[int, int]:
        """Prices are multiples of the first, less the second: of 100 less 1 for …99."""
        digits = exponent(self.currency)
        # Of a currency without decimals prices end in 99 as others do in .99.
        hundred = 10 ** max(digits, 2)
        match self.rounding:
            case Rounding.ENDING_99:
                return hundred, hundred // 100
            case Rounding.ENDING_95:
                return hundred, hundred // 20
            case Rounding.WHOLE:
                return 10**digits, 0
            case Rounding.STEP:
                return self.step, 0
            case _:
                return 1, 0


def own_market(currency: str) -> Market:
    """That of whoever is in no other: the shop's prices in its currency."""
    return Market("", "", currency)


@dataclass(frozen=True, slots=True)
class Markets:
    """Those that are published, beside the shop's own. A country is in one of them at most."""

    own: Market
    others: tuple[Market, ...] = ()

    def of(self, id_: str, *, closed: bool = False) -> Market:
        """The open market of this id; the shop's own where there is none, or none any more. `closed`: also one that is
        not open, for what follows an order from when it was.
        """
        return next((each for each in self.others if each.id == id_ and (each.open or closed)), self.own)

    def of_country(self, country: str) -> Market:
        return next((each for each in self.others if each.open and country in each.countries), self.own)


def faults(markets: Iterable[Market], currency: str) -> dict[str, str]:
    """What is wrong with published markets, by field; `currency` is the shop's."""
    found: dict[str, str] = {}
    ids: set[str] = set()
    taken: dict[str, str] = {}
    for number, market in enumerate(markets):
        where = f"markets.{number}"
        if market.id in ids:
            found[f"{where}.id"] = "another market has this id"
        ids.add(market.id)
        for country in market.countries:
            if country in taken:
                found[f"{where}.countries"] = f"{country} is in the market {taken[country]} already"
            taken.setdefault(country, market.id)
        rate = Decimal(market.rate)
        if not rate:
            found[f"{where}.rate"] = "above zero"
        elif market.currency == currency and rate != 1:
            found[f"{where}.rate"] = f"1: it sells in {currency}, the shop's own currency"
        if market.rounding is Rounding.STEP and market.step < 1:
            found[f"{where}.step"] = "at least one minor unit"
    return found


def delivery_in(rules: DeliveryRules, market: Market, own_currency: str) -> DeliveryRules:
    """The rules of delivery at the market's prices: prices are rounded as all prices there, what they go by is not.

    Rules that are written in the market's currency are as they are.
    """
    written = rules.currency or own_currency
    if market.is_own or written == market.currency:
        return rules

    def price(amount: int) -> int:
        return market.price(Money(amount, written)).amount

    def threshold(amount: int | None) -> int | None:
        return None if amount is None else market.amount(Money(amount, written)).amount

    def band(each: DeliveryBand, by: str) -> DeliveryBand:
        return replace(each, price=price(each.price), up_to=threshold(each.up_to) if by == "value" else each.up_to)

    zones = tuple(
        replace(
            zone,
            methods=tuple(
                replace(
                    way,
                    bands=tuple(band(each, way.by) for each in way.bands),
                    free_from=threshold(way.free_from),
                )
                for way in zone.methods
            ),
        )
        for zone in rules.zones
    )
    surcharges = tuple(replace(each, price=price(each.price)) for each in rules.surcharges)
    return replace(rules, currency=market.currency, zones=zones, surcharges=surcharges)


def _nearest(numerator: int, denominator: int) -> int:
    """Up from the middle; of nothing below zero."""
    return (2 * numerator + denominator) // (2 * denominator)
