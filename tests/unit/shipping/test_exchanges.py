"""Which variant may be wanted in the place of what comes back, and at which price."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipping.adapters.return_codec import return_of, return_record
from shipping.domain.returns import Exchange, Return, ReturnLine, ReturnReason, ReturnRules, agreed_price
from shipping.usecases.ports import OnSale
from shipping.usecases.returning.exchanges import NotExchangeable
from shipping.usecases.returning.returns import Returns, ReturnWish
from souk.errors import Conflict, InvalidInput, Unavailable
from souk.events import Event, data_of
from souk.events.shipping import ReturnChanged
from souk.money import Money
from tests.unit.shipping.fakes import ORDER, MemoryCatalogue
from tests.unit.shipping.test_returns import ADA, SKU, STAFF, MemoryReturns, came, parcel

GREEN = "MUG-GREEN"


def on_sale(price: int, available: int = 5, product: str = "p1") -> OnSale:
    return OnSale(product, "Green", Money(price, "EUR"), available, backorder=False)


class Shop:
    """Two blue mugs were sold at 10.00."""

    def __init__(self, blue: int = 1000, green: int = 1000, available: int = 5) -> None:
        self.catalogue = MemoryCatalogue({SKU: on_sale(blue), GREEN: on_sale(green, available)})
        self.store = MemoryReturns((parcel(),))
        self.returns = Returns(self.store, ReturnRules(), self.catalogue)

    def ask(self, price: int, units: int = 1, sku: str = GREEN, key: str = "k") -> Return:
        line = ReturnLine(SKU, units, reason=ReturnReason.DOES_NOT_FIT, exchange=Exchange(sku, price))
        return self.returns.ask(ORDER, ADA, ReturnWish((line,), key))


@pytest.mark.parametrize(
    ("today", "other", "paid", "price"),
    [
        (1000, 1000, 1000, 1000),  # another size at the same price
        (1200, 1000, 1000, 1200),  # a dearer variant
        (800, 1000, 1000, 800),  # a cheaper one
        (1000, 1000, 700, 700),  # bought in a sale that is over
        (1200, 1000, 700, 900),  # the same, and a dearer variant
        (700, 700, 1000, 700),  # bought before a sale
        (200, 1000, 700, 0),  # never less than nothing
        (1000, 1000, 0, 0),  # it cost nothing
        (1000, 1000, None, 1000),  # nobody knows what it cost
    ],
)
def test_it_costs_what_it_does_today_less_what_was_saved(today: int, other: int, paid: int | None, price: int) -> None:
    assert agreed_price(today, other, paid) == price


def test_what_is_agreed_is_kept_and_told() -> None:
    shop = Shop(green=1200)
    asked = shop.ask(1200, units=2)
    assert asked.lines[0].exchange == Exchange(GREEN, 1200, "EUR", "Green")
    assert return_of(return_record(asked)).lines == asked.lines
    shop.catalogue.clear()  # what becomes of it is no matter any more
    received = shop.returns.receive(asked.id, "mira", asked.version, [came(1)])
    told = data_of(Event.model_validate_json(received.published[-2]), ReturnChanged)
    assert told.lines[0].exchange is not None
    assert (told.lines[0].exchange.sku, told.lines[0].exchange.price.money()) == (GREEN, Money(1200, "EUR"))


def test_what_was_bought_in_another_currency_is_exchanged_for_nothing() -> None:
    shop = Shop()
    sold = shop.store.parcels[0]
    shop.store.parcels = (replace(sold, consignment=replace(sold.consignment, currency="JPY")),)
    with pytest.raises(NotExchangeable) as refused:
        shop.ask(1000)
    assert refused.value.detail["reason"] == "other_currency"
    shop.store.parcels = (replace(sold, consignment=replace(sold.consignment, currency="EUR")),)
    assert shop.ask(1000).lines[0].exchange == Exchange(GREEN, 1000, "EUR", "Green")


def test_a_return_without_an_exchange_asks_nobody() -> None:
    shop = Shop()
    shop.catalogue.down = True
    plain = ReturnLine(SKU, 1, reason=ReturnReason.DOES_NOT_FIT)
    asked = shop.returns.ask(ORDER, ADA, ReturnWish((plain,), "k"))
    assert asked.lines[0].exchange is None
    assert return_of(return_record(asked)).lines == asked.lines
    with pytest.raises(Unavailable):
        shop.ask(1000, key="other")


@pytest.mark.parametrize(
    ("shop", "price", "sku", "reason"),
    [
        (Shop(green=1200), 1000, GREEN, "price"),
        (Shop(available=0), 1000, GREEN, "sold_out"),
        (Shop(), 1000, "MUG-RED", "not_for_sale"),
    ],
)
def test_what_is_not_so_is_refused_and_nothing_is_made(shop: Shop, price: int, sku: str, reason: str) -> None:
    with pytest.raises(NotExchangeable) as refused:
        shop.ask(price, sku=sku)
    assert refused.value.detail["reason"] == reason
    assert not shop.store.returns


def test_only_a_variant_of_the_same_product_is_sent_instead() -> None:
    shop = Shop()
    shop.catalogue[GREEN] = on_sale(1000, product="p2")
    with pytest.raises(NotExchangeable):
        shop.ask(1000)
    del shop.catalogue[SKU]
    shop.catalogue[GREEN] = on_sale(1000)
    with pytest.raises(NotExchangeable):
        shop.ask(1000)


def test_what_is_sold_beyond_its_stock_may_be_wanted() -> None:
    shop = Shop(available=0)
    shop.catalogue[GREEN] = replace(shop.catalogue[GREEN], backorder=True)
    assert shop.ask(1000).lines[0].exchange


def test_the_same_key_is_the_same_exchange_and_no_other() -> None:
    shop = Shop()
    first = shop.ask(1000)
    assert shop.ask(1000) == first
    shop.catalogue["MUG-RED"] = on_sale(1000)
    with pytest.raises(Conflict):
        shop.ask(1000, sku="MUG-RED")


def test_a_variant_is_wanted_in_one_line_alone() -> None:
    shop = Shop()
    line = ReturnLine(SKU, 1, exchange=Exchange(GREEN, 1000))
    with pytest.raises(InvalidInput):
        shop.returns.ask(ORDER, STAFF, ReturnWish((line, line), "k"))
