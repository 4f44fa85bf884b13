"""What a way costs that goes by a carrier's account, as docs/pricing.md shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.address.destination import Destination
from souk.money import Money
from souk.pricing.delivery.carriers import STEP_GRAMS, CarrierOffer, chosen, parcel_of, price_of
from souk.pricing.delivery.checks import faults
from souk.pricing.delivery.prices import DeliveredGoods, ways
from souk.pricing.delivery.rules import (
    CarrierPrice,
    DeliveryArea,
    DeliveryBand,
    DeliveryMethod,
    DeliveryRules,
    DeliverySurcharge,
    DeliveryZone,
)
from souk.pricing.markets import Market, Rounding, own_market
from tests.contract.template import ROOT

GROUND = CarrierOffer("USPS GroundAdvantage", Money(607, "USD"), 3)
PRIORITY = CarrierOffer("USPS Priority", Money(742, "USD"), 2)
POST = CarrierOffer("Post Standard", Money(835, "EUR"), 3)
OFFERS = (PRIORITY, GROUND, POST)
OWN = own_market("EUR")
SWISS = Market("ch", "Switzerland", "CHF", ("CH",), rate="0.9468", rounding=Rounding.STEP, step=5)


@pytest.mark.parametrize(
    ("wish", "currencies", "found"),
    [
        (CarrierPrice(), ["USD"], GROUND),
        (CarrierPrice(), ["EUR", "USD"], POST),
        (CarrierPrice(services=("USPS Priority",)), ["EUR", "USD"], PRIORITY),
        (CarrierPrice(most_days=2), ["EUR", "USD"], PRIORITY),
        (CarrierPrice(most_days=1), ["EUR", "USD"], None),
        (CarrierPrice(), ["JPY"], None),
    ],
)
def test_the_cheapest_that_was_wished_for_and_is_fast_enough(
    wish: CarrierPrice, currencies: list[str], found: CarrierOffer | None
) -> None:
    assert chosen(OFFERS, wish, currencies) == found


def test_what_does_not_say_its_days_is_not_fast_enough_for_who_names_some() -> None:
    silent = CarrierOffer("Post", Money(1, "EUR"))
    assert chosen([silent], CarrierPrice(), ["EUR"]) == silent
    assert chosen([silent], CarrierPrice(most_days=90), ["EUR"]) is None


def examples() -> list[list[str]]:
    """The rows of the table in the document."""
    section = (ROOT / "docs/pricing.md").read_text().partition("\n## Carriers' prices\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    assert len(rows) > 5
    return rows[2:]


@pytest.mark.parametrize("row", examples(), ids=str)
def test_the_examples_of_the_document(row: list[str]) -> None:
    asked, share, plus, market, price = row
    there = SWISS if market == "CHF" else OWN
    wish = CarrierPrice(share=round(float(share.removesuffix(" %")) * 100), plus=_money(f"{plus} EUR").amount)
    assert price_of(CarrierOffer("Post", _money(asked)), wish, "EUR", there.price) == _money(f"{price} {market}")


def _money(text: str) -> Money:
    amount, currency = text.split()
    return Money(round(float(amount) * 100), currency)


@given(st.integers(0, 10_000_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_is_added_never_makes_it_cheaper_and_is_exact_to_half_a_unit(cost: int, share: int, plus: int) -> None:
    offer = CarrierOffer("Post", Money(cost, "EUR"))
    price = price_of(offer, CarrierPrice(share=share, plus=plus), "EUR", OWN.price).amount
    assert price >= cost + plus
    assert abs((price - plus) * 20_000 - cost * (20_000 + 2 * share)) <= 10_000


@given(st.integers(0, 1_000_000))
def test_parcels_are_asked_for_in_steps_that_are_no_lighter(grams: int) -> None:
    asked = parcel_of(grams)
    assert asked % STEP_GRAMS == 0
    assert max(grams, 1) <= asked < max(grams, 1) + STEP_GRAMS


def rules(**changes: object) -> DeliveryRules:
    values = {"bands": (DeliveryBand(990, up_to=5_000),), "carrier": CarrierPrice(share=1000), **changes}
    method = DeliveryMethod("post", "Post", **values)  # type: ignore[arg-type]
    extra = DeliverySurcharge("alps", "Alps", 300, areas=(DeliveryArea("AT"),))
    zone = DeliveryZone("all", "All", (DeliveryArea("*"),), (method,))
    return DeliveryRules((zone,), country="DE", surcharges=(extra,))


def test_the_carriers_price_stands_in_the_place_of_the_table_and_surcharges_are_added() -> None:
    goods = DeliveredGoods(2000, 1000, 1)
    [way] = ways(rules(), Destination("AT"), goods, lambda _method: 850) or ()
    assert (way.base, way.price) == (850, 1150)
    [unanswered] = ways(rules(), Destination("AT"), goods, lambda _method: None) or ()
    assert (unanswered.base, unanswered.price) == (990, 1290)


def test_nobody_is_asked_for_what_is_free_or_goes_by_the_table_or_is_not_offered() -> None:
    def asked(method: DeliveryMethod) -> int:
        raise AssertionError(method)

    [free] = ways(rules(free_from=2000), Destination("DE"), DeliveredGoods(2000, 1000, 1), asked) or ()
    assert (free.price, free.free) == (0, True)
    [plain] = ways(rules(carrier=None), Destination("DE"), DeliveredGoods(2000, 1000, 1), asked) or ()
    assert plain.price == 990
    assert ways(rules(), Destination("DE"), DeliveredGoods(2000, 5001, 1), asked) == ()


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (CarrierPrice(services=(" ",)), "services.0"),
        (CarrierPrice(most_days=0), "most_days"),
        (CarrierPrice(share=10_001), "share"),
        (CarrierPrice(share=-1), "share"),
        (CarrierPrice(plus=-1), "plus"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(wish: CarrierPrice, field: str) -> None:
    assert list(faults(rules(carrier=wish), "EUR")) == [f"zones.0.methods.0.carrier.{field}"]
    assert not faults(rules(), "EUR")
