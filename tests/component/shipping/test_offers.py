"""The Carriers contract, with a carrier on a loopback port."""

from __future__ import annotations

import time

import pytest

from shipping import compose
from shipping.doors.rpc import handler
from souk.contracts.carriers_pb2 import CarrierOffers, ParcelRequest
from souk.rpc.wire import Answer, Call, Code
from tests.component.shipping.carrier import Carrier
from tests.support.lambdas import LambdaContext


def ask(country: str = "DE", grams: int = 1200) -> Answer:
    request = ParcelRequest(country=country, postal_code="10115", grams=grams).SerializeToString()
    call = Call("/souk.contracts.v1.Carriers/Offer", request, deadline=time.time() + 5)
    return Answer.from_payload(handler(call.to_payload(), LambdaContext()))


def offered(answer: Answer) -> list[tuple[str, int, str, int | None]]:
    told = CarrierOffers.FromString(answer.message or b"").offers
    return [(o.name, o.cost.amount, o.cost.currency, o.days if o.HasField("days") else None) for o in told]


def test_a_parcels_offers_are_told_with_days_where_the_carrier_says_them(carrier: Carrier) -> None:
    assert offered(ask()) == [("Post Express", 990, "EUR", 1), ("Post Standard", 490, "EUR", None)]


@pytest.mark.parametrize(("status", "code"), [(500, Code.UNAVAILABLE), (429, Code.UNAVAILABLE)])
def test_a_carrier_that_cannot_is_unavailable_after_one_try(carrier: Carrier, status: int, code: Code) -> None:
    carrier.failing = [status, status]
    assert ask().code is code
    assert carrier.failing == [status]


def test_one_that_refuses_and_a_shop_without_a_carriers_account_offer_nothing(carrier: Carrier) -> None:
    carrier.failing = [422]
    assert offered(ask()) == []


def test_by_hand_nothing_is_offered(outbox: str) -> None:
    compose.services.reset()
    assert offered(ask()) == []
