"""The ways to send an order and what they cost, by the shop's rules of delivery.

Amounts are minor units of the shop's currency, tax included. What a way costs that goes by a carrier's account, the
carrier is asked, and the table holds while it does not answer. Taxes are in `souk.taxes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from orders.domain.details import PickupPlace
from orders.domain.totals import LineReduction, OrderLine
from souk.address import country_name
from souk.address.destination import Destination
from souk.errors import InvalidInput, Unavailable
from souk.money import Money
from souk.pricing.delivery.arrival import ArrivalDays, arrival, in_working_days
from souk.pricing.delivery.prices import Added, goods_of, ways
from souk.pricing.delivery.rules import DeliveryMethod, DeliveryRules
from souk.pricing.delivery.shipped import shipped
from souk.pricing.markets import Market, delivery_in
from souk.shop.pickup import is_fetched

if TYPE_CHECKING:
    from souk.pricing.delivery.carriers import CarrierOffer

# The way that there is everywhere, as the rules come with the code.
STANDARD = "standard"
# Of an order of which nothing goes into a parcel there is one way, and nobody has to choose it.
NOTHING_TO_SEND = "none"


@dataclass(frozen=True, slots=True)
class ShippingRate:
    """A shipping method with its price for one basket. `pickup`: it is fetched there in the place of being sent.
    `to_point`: it is sent to a carrier's pick-up point, which the shopper chooses. `estimate` says in words what
    `arrives` has as days. `added` are the surcharges within the price, minor units; `free_from` is the value of goods
    from which on the way itself costs nothing, and `free` that these reach it. `reductions` are what promotions have
    taken off the price already. `offer` is the carrier's that the price was made of, None where the table has it.
    """

    id: str
    name: str
    price: Money
    estimate: str
    pickup: PickupPlace | None = None
    to_point: bool = False
    arrives: ArrivalDays | None = None
    added: tuple[Added, ...] = ()
    free_from: Money | None = None
    free: bool = False
    reductions: tuple[LineReduction, ...] = ()
    offer: CarrierOffer | None = None


class AskCarrier(Protocol):
    def __call__(self, destination: Destination, grams: int, /) -> Sequence[CarrierOffer]:
        """What a carrier takes a parcel for: nothing where it has no prices there, or does not answer."""


class ShippingRates(Protocol):
    def rates(
        self, destination: Destination, lines: tuple[OrderLine, ...], market: Market, at: datetime | None = None
    ) -> tuple[ShippingRate, ...]:
        """The methods that can bring `lines` there at a market's prices, and when, if they were ordered `at` a moment.

        Raises InvalidInput where the shop does not ship to, and for more than any way takes.
        """


class ShippingTable:
    """The shop's own rules: `rules` answers those in force, `zone` the time zone of a name, or the shop's for none.
    `currency` is the shop's. `ask` asks a carrier, once for all ways to a place that go by one.
    """

    def __init__(
        self,
        rules: Callable[[], DeliveryRules] = shipped,
        zone: Callable[[str], tzinfo] = lambda _name: UTC,
        currency: str = "EUR",
        ask: AskCarrier = lambda _to, _grams: (),
    ) -> None:
        self._rules = rules
        self._zone = zone
        self._currency = currency
        self._ask = ask

    def rates(
        self, destination: Destination, lines: tuple[OrderLine, ...], market: Market, at: datetime | None = None
    ) -> tuple[ShippingRate, ...]:
        written, currency = self._rules(), market.currency
        rules = delivery_in(written, market, self._currency)
        if rules.currency not in ("", currency):
            raise Unavailable(f"the rules of delivery have no prices in {currency}")
        sent = [line for line in lines if line.requires_shipping]
        goods = goods_of(
            ((line.quantity, line.weight_grams, line.size_class) for line in sent),
            sum(line.total.amount for line in lines if not line.gift_card),
        )
        carrier = CarrierAsked(self._ask, destination, goods.grams, market, written.currency or self._currency)
        # An empty cart is no parcel to ask about.
        found = ways(rules, destination, goods, carrier.price if sent else lambda _method: None)
        if found is None:
            raise _refused("not_delivered", f"We do not ship to {_named(destination)}.", destination)
        if lines and not sent:
            return (ShippingRate(NOTHING_TO_SEND, "Nothing to send", Money.zero(currency), ""),)
        if not found:
            message = f"These goods are too heavy or too large to be sent to {_named(destination)}."
            raise _refused("too_large", message, destination)
        ready = max((date.fromisoformat(line.available_from) for line in sent if line.waiting), default=None)
        zone = self._zone(rules.time_zone)
        return tuple(
            ShippingRate(
                way.method.id,
                way.method.name,
                Money(way.price, currency),
                in_working_days(rules, way.method),
                to_point=way.method.to_point,
                arrives=arrival(rules, way.method, destination.country, zone, at, ready) if at else None,
                added=way.added,
                free_from=None if way.method.free_from is None else Money(way.method.free_from, currency),
                free=way.free,
                offer=carrier.offers.get(way.method.id),
            )
            for way in found
        )


class CarrierAsked:
    """What a carrier asks for one parcel, in a market: asked once, and only when a way goes by it. `own` is the
    currency that the rules are written in. `offers` are those that prices were made of, by the ids of the ways.
    """

    def __init__(self, ask: AskCarrier, destination: Destination, grams: int, market: Market, own: str) -> None:
        self._ask = ask
        self._destination = destination
        self._grams = grams
        self._market = market
        self._own = own
        self._told: Sequence[CarrierOffer] | None = None
        self.offers: dict[str, CarrierOffer] = {}

    def price(self, method: DeliveryMethod) -> int | None:
        """Minor units of the market's currency; None where the carrier offers nothing that fits, in no currency that
        the shop can tell the price of.
        """
        wish = method.carrier
        if wish is None:
            return None
        # Imported here: few ways go by a carrier's prices.
        from souk.pricing.delivery.carriers import chosen, parcel_of, price_of

        if self._told is None:
            self._told = self._ask(self._destination, parcel_of(self._grams))
        offer = chosen(self._told, wish, dict.fromkeys((self._market.currency, self._own)))
        if offer is None:
            return None
        self.offers[method.id] = offer
        # Rules that are written in the market's currency are as they are.
        written_so = self._own == self._market.currency
        return price_of(offer, wish, self._own, (lambda own: own) if written_so else self._market.price).amount


def fetched(places: Iterable[PickupPlace], lines: tuple[OrderLine, ...], currency: str) -> tuple[ShippingRate, ...]:
    """The ways to fetch `lines` at one of the shop's places, for nothing; none where nothing of them could be sent."""
    if not any(line.requires_shipping for line in lines):
        return ()
    # Imported here: only a checkout needs it.
    from souk.shop.pickup import method_of

    return tuple(
        ShippingRate(method_of(place.location), f"Pick up: {place.name}", Money.zero(currency), "", place)
        for place in places
    )


def chosen(rates: tuple[ShippingRate, ...], method_id: str, *, agreed: bool = False) -> ShippingRate:
    """The rate of that id, and whatever is named where nothing is sent. `agreed`: what the delivery costs is settled
    already, so that the cheapest way will do for goods that are sent by one the shop no longer has.

    Raises InvalidInput, naming those there are.
    """
    for rate in rates:
        if rate.id in (method_id, NOTHING_TO_SEND):
            return rate
    sent = [rate for rate in rates if not rate.pickup and not rate.to_point]
    if agreed and sent and not is_fetched(method_id):
        return min(sent, key=lambda rate: rate.price.amount)
    known = ", ".join(rate.id for rate in rates)
    raise InvalidInput(f"there is no shipping method {method_id!r} for this address; choose one of: {known}")


def _refused(code: str, message: str, destination: Destination) -> InvalidInput:
    errors = [{"field": "shipping_address.country", "code": code, "message": message}]
    return InvalidInput(message, country=destination.country, errors=errors)


def _named(destination: Destination) -> str:
    return " ".join(filter(None, (destination.postal_code, country_name(destination.country))))
