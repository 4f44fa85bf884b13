"""What the carrier asks for a parcel that nobody has ordered yet: while somebody waits, and when it is away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.adapters.carriers.post import Answer
from shipping.adapters.carriers.sandbox import SandboxCarrier, Secrets
from shipping.domain.rates import Rate
from shipping.usecases.carrying.offers import FAILURES, LEFT_ALONE_SECONDS, Offers
from shipping.usecases.ports import CarrierRefused
from souk import clock
from souk.address.destination import Destination
from souk.errors import Unavailable
from souk.money import Money
from tests.unit.shipping.easypost import EasyPost, error
from tests.unit.shipping.fakes import NOW, FakeCarrier

BERLIN = Destination("DE", "", "10115")
GROUND = Rate("Post Ground", Money(490, "EUR"), 3)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


def test_the_carrier_of_new_parcels_says_what_it_asks() -> None:
    carrier, other = FakeCarrier(), FakeCarrier()
    carrier.offers = [GROUND]
    assert Offers({"first": carrier, "other": other}).of(BERLIN, 1200) == [GROUND]
    assert (carrier.quoted, other.quoted) == ([(BERLIN, 1200)], [])


def test_one_that_does_not_go_there_offers_nothing() -> None:
    carrier = FakeCarrier()
    carrier.trouble = CarrierRefused("not to there")
    assert Offers({"first": carrier}).of(BERLIN, 1200) == ()
    assert ManualCarrier().quotes(BERLIN, 1200) == ()


def test_one_that_does_not_answer_is_left_alone_for_a_minute_and_asked_again() -> None:
    carrier = FakeCarrier()
    offers = Offers({"first": carrier})
    carrier.trouble = Unavailable("away")
    for _ in range(FAILURES + 2):
        with pytest.raises(Unavailable):
            offers.of(BERLIN, 1200)
    assert len(carrier.quoted) == FAILURES
    carrier.trouble, carrier.offers = None, [GROUND]
    with clock.freeze(NOW + timedelta(seconds=LEFT_ALONE_SECONDS)):
        assert offers.of(BERLIN, 1200) == [GROUND]


def test_easypost_is_asked_by_a_shipment_that_nobody_looks_for_again() -> None:
    easypost = EasyPost()
    found = easypost.carrier.quotes(Destination("US", "CA", "94107"), 1000)
    assert [(rate.name, rate.cost, rate.days) for rate in found][-1] == (
        "USPS GroundAdvantage",
        Money(607, "USD"),
        3,
    )
    [sent] = easypost.sent
    assert "reference" not in sent["shipment"]
    assert sent["shipment"]["to_address"] == {"state": "CA", "zip": "94107", "country": "US"}
    assert sent["shipment"]["parcel"]["weight"] == 35.3
    easypost.failing = [error(500, "OOPS", "away")]
    with pytest.raises(Unavailable):
        easypost.carrier.quotes(BERLIN, 1000)


def test_the_sandbox_is_asked_once_with_where_it_goes() -> None:
    asked: list[tuple[str, dict[str, object]]] = []

    def ask(url: str, headers: object, body: bytes) -> Answer:
        asked.append((url, json.loads(body)))
        return Answer(200, b'{"rates": [{"name": "Post", "amount": 490, "currency": "EUR", "days": 3}]}')

    def never(url: str, headers: object, body: bytes = b"") -> Answer:
        raise AssertionError

    secrets = Secrets("key", ("whsec",))
    carrier = SandboxCarrier("https://c.example", "", lambda: secrets, lambda: False, never, never, ask)
    assert carrier.quotes(BERLIN, 1200) == [Rate("Post", Money(490, "EUR"), 3)]
    address = {"country": "DE", "region": "", "postal_code": "10115"}
    assert asked == [("https://c.example/v1/rates", {"parcels": [{"weight_grams": 1200}], "address": address})]
