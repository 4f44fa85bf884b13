"""Deliveries whose price a carrier says: what quotes and orders come to, whoever answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from orders.adapters.codec import details_from_json, details_to_json
from orders.adapters.delivering.offers import SECONDS, SECONDS_UNANSWERED, RememberedOffers
from orders.compose import Services, rules_of_delivery
from orders.domain.details import CarrierQuoted
from orders.domain.rates import ShippingTable
from orders.domain.totals import OrderLine
from orders.doors.views import StaffOrderView
from orders.usecases.ports import Cart
from souk import clock
from souk.address.destination import Destination
from souk.errors import PriceChanged, Unavailable
from souk.events.rules.delivery import PublishedDelivery
from souk.money import Money
from souk.pricing.delivery.carriers import CarrierOffer
from souk.pricing.delivery.rules import CarrierPrice, DeliveryArea, DeliveryBand, DeliveryMethod, DeliveryZone
from souk.pricing.markets import Market, own_market
from tests.component.orders.conftest import Calls
from tests.unit.orders.fakes import GUEST, World, shown, wanted

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
BERLIN = Destination("DE", "", "10115")
POST = CarrierOffer("Post Standard", Money(835, "EUR"), 3)
WITH_A_TENTH = CarrierPrice(share=1000)


class Carrier:
    """`CarrierOffers` that are `told`, while it is not `away`."""

    def __init__(self) -> None:
        self.told: tuple[CarrierOffer, ...] = (POST,)
        self.away = False
        self.asked: list[tuple[Destination, int]] = []

    def ask(self, destination: Destination, grams: int) -> Sequence[CarrierOffer]:
        self.asked.append((destination, grams))
        if self.away:
            raise Unavailable("the carrier does not answer")
        return self.told


class Shop:
    """Whose standard way goes by the carrier's price and a tenth; 4.90 while it does not answer."""

    def __init__(self, carrier: CarrierPrice | None = WITH_A_TENTH) -> None:
        self.world, self.carrier = World(), Carrier()
        method = DeliveryMethod("standard", "Post", (DeliveryBand(490),), carrier=carrier)
        zone = DeliveryZone("all", "All", (DeliveryArea("DE"), DeliveryArea("CH")), (method,))
        self.world.shop.rules["delivery"] = PublishedDelivery(zones=(zone,), country="DE")
        self.process()

    def process(self) -> None:
        """A new process, which remembers nothing itself."""
        offers = RememberedOffers(lambda: self.carrier)
        rules = partial(rules_of_delivery, self.world.shop)
        self.world.orders = Services(replace(self.world.parts(), shipping=ShippingTable(rules, ask=offers.ask))).orders

    def shipping(self, to: Destination = BERLIN) -> int:
        return self.world.orders.quote(GUEST, shown(), to, "standard").totals.shipping.amount


@pytest.fixture(autouse=True)
def now(table: str) -> Iterator[None]:
    with clock.freeze(NOW):
        yield


def test_a_quote_costs_what_the_carrier_asks_and_what_the_shop_adds() -> None:
    shop = Shop()
    assert shop.shipping() == 919  # 8.35 and a tenth
    assert shop.carrier.asked == [(BERLIN, 300)]


def test_the_order_costs_what_was_quoted_in_another_process_and_keeps_what_the_carrier_asked() -> None:
    shop = Shop()
    assert shop.shipping() == 919
    shop.carrier.told = (replace(POST, cost=Money(999, "EUR")),)
    shop.process()
    shop.world.orders.check_out(wanted(1999 + 919), "key")
    order = shop.world.order()
    assert order.details.totals.shipping == Money(919, "EUR")
    assert order.details.carried == CarrierQuoted("Post Standard", 835, "EUR")
    assert details_from_json(order.id, details_to_json(order.details)) == order.details
    view = StaffOrderView.with_events(order, ()).carried
    assert view is not None
    assert (view.service, view.cost.amount) == ("Post Standard", 835)
    assert len(shop.carrier.asked) == 1


def test_a_price_that_changed_once_the_answer_is_forgotten_is_said_and_not_charged() -> None:
    shop = Shop()
    assert shop.shipping() == 919
    shop.carrier.told = (replace(POST, cost=Money(900, "EUR")),)
    with clock.freeze(NOW + timedelta(seconds=SECONDS)):
        with pytest.raises(PriceChanged):
            shop.world.orders.check_out(wanted(1999 + 919), "key")
        assert not shop.world.store.orders
        assert shop.shipping() == 990
        shop.world.orders.check_out(wanted(1999 + 990), "again")


def test_nobody_is_kept_from_buying_by_a_carrier_that_does_not_answer() -> None:
    shop = Shop()
    shop.carrier.away = True
    assert shop.shipping() == 490
    shop.process()
    shop.world.orders.check_out(wanted(1999 + 490), "key")
    assert shop.world.order().details.carried is None
    assert len(shop.carrier.asked) == 1  # the next minute's shoppers do not wait for it
    shop.carrier.away = False
    with clock.freeze(NOW + timedelta(seconds=SECONDS_UNANSWERED)):
        assert shop.shipping() == 919


@pytest.mark.parametrize(
    "told",
    [(), (replace(POST, name="Another"),), (replace(POST, cost=Money(835, "JPY")),), (replace(POST, days=9),)],
    ids=["nothing", "another service", "another currency", "too slow"],
)
def test_where_no_offer_fits_the_tables_price_holds(told: tuple[CarrierOffer, ...]) -> None:
    shop = Shop(CarrierPrice(services=("Post Standard",), most_days=5))
    shop.carrier.told = told
    assert shop.shipping() == 490


def test_one_answer_is_for_one_parcel_to_one_place_however_it_is_written() -> None:
    shop = Shop()
    shop.shipping(Destination("DE", "", "10115"))
    shop.shipping(Destination("DE", "", " 101 15"))
    assert len(shop.carrier.asked) == 1
    shop.shipping(Destination("DE", "", "20095"))
    shop.world.carts[GUEST] = Cart("cart-1", {"MUG": 4})
    shop.world.orders.options(GUEST, BERLIN)
    assert [grams for _, grams in shop.carrier.asked] == [300, 300, 1200]


def test_what_it_costs_to_know_a_carriers_price(calls: Calls) -> None:
    """docs/services/orders.md, "What it costs"."""
    shop = Shop()
    counted = []
    for _ in ("first", "remembered by the process", "by the table"):
        calls.clear()
        shop.shipping()
        counted.append([name for name in calls.names if name != "Query"])
        if len(counted) == 2:
            shop.process()
    assert counted == [["GetItem", "PutItem"], [], ["GetItem"]]


def test_a_shop_without_such_a_way_asks_nobody_and_reads_nothing_more() -> None:
    def never(_to: Destination, _grams: int) -> Sequence[CarrierOffer]:
        raise AssertionError

    shop = Shop(carrier=None)
    rules = partial(rules_of_delivery, shop.world.shop)
    shop.world.orders = Services(replace(shop.world.parts(), shipping=ShippingTable(rules, ask=never))).orders
    assert shop.shipping() == 490


def test_an_offer_in_a_markets_own_currency_is_taken_as_it_is_and_others_at_its_rate() -> None:
    swiss = Market("ch", "Switzerland", "CHF", ("CH",), rate="0.9")
    zone = DeliveryZone(
        "all",
        "All",
        (DeliveryArea("CH"),),
        (DeliveryMethod("standard", "Post", (DeliveryBand(1000),), carrier=CarrierPrice(plus=100)),),
    )
    rules = PublishedDelivery(zones=(zone,), country="DE").rules()

    def price(market: Market, *offers: CarrierOffer) -> Money:
        [rate] = ShippingTable(lambda: rules, ask=lambda _to, _grams: offers).rates(
            Destination("CH"), _lines(market), market
        )
        return rate.price

    francs = CarrierOffer("Post CH", Money(1200, "CHF"), 2)
    assert price(swiss, POST, francs) == Money(1200 + 90, "CHF")
    assert price(swiss, POST) == swiss.price(Money(935, "EUR")) == Money(842, "CHF")
    assert price(swiss) == Money(900, "CHF")
    assert price(own_market("EUR"), francs) == Money(1000, "EUR")


def _lines(market: Market) -> tuple[OrderLine, ...]:
    return (OrderLine("MUG", 1, "p", "Mug", Money(1999, market.currency), weight_grams=300),)
