"""The proxy that misbehaves does so as asked, and no longer."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from souk_local import stripe_proxy
from souk_local.stripe_proxy import Fault, StripeProxy
from tests.component.payments.stripe_side import SECRET_KEY, StripeSide

INTENT = {"amount": 1000, "currency": "eur"}


@pytest.fixture
def proxy(stripe: StripeSide) -> Iterator[StripeProxy]:
    with stripe_proxy.running(stripe.base) as running:
        yield running


@pytest.fixture
def client(proxy: StripeProxy) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=proxy.base, auth=(SECRET_KEY, ""), timeout=10, trust_env=False) as client:
        yield client


def test_without_a_fault_it_is_not_noticed(client: httpx.Client, stripe: StripeSide) -> None:
    opened = client.post("/v1/payment_intents", json=INTENT).json()
    assert stripe.intent(opened["id"])["amount"] == 1000


def test_a_post_repeated_under_its_key_gets_the_first_answer_as_from_stripe(
    client: httpx.Client, stripe: StripeSide
) -> None:
    ids = [
        client.post("/v1/payment_intents", json=INTENT, headers={"Idempotency-Key": key}).json()["id"]
        for key in ("a", "a", "b")
    ]
    assert ids[0] == ids[1] != ids[2]
    assert len(stripe.intents()) == 2


def test_a_fault_applies_to_its_path_as_often_as_asked(client: httpx.Client, proxy: StripeProxy) -> None:
    proxy.misbehave(Fault.ERROR, "POST /v1/payment_intents", times=1)
    assert client.get("/v1/payment_intents").status_code == 200
    assert [client.post("/v1/payment_intents", json=INTENT).status_code for _ in range(2)] == [500, 200]


@pytest.mark.parametrize(
    ("fault", "intents"), [(Fault.DOWN, 0), (Fault.CUT_AFTER_SUCCESS, 1), (Fault.ERROR_AFTER_SUCCESS, 1)]
)
def test_whether_it_was_done_is_what_the_fault_says(
    client: httpx.Client, stripe: StripeSide, proxy: StripeProxy, fault: Fault, intents: int
) -> None:
    proxy.misbehave(fault)
    try:
        assert client.post("/v1/payment_intents", json=INTENT).status_code == 500
    except httpx.RemoteProtocolError:
        assert fault is not Fault.ERROR_AFTER_SUCCESS
    assert len(stripe.intents()) == intents


def test_faults_are_set_and_ended_over_http(client: httpx.Client) -> None:
    wanted = {"fault": "wrong_amount", "path": "POST .*", "times": 5}
    assert client.post("/_faults", json=wanted).status_code == 204
    assert client.post("/v1/payment_intents", json=INTENT).json()["amount"] == 999
    assert client.delete("/_faults").status_code == 204
    assert client.post("/v1/payment_intents", json=INTENT).json()["amount"] == 1000
    assert client.post("/_faults", json={"fault": "nonsense"}).status_code == 400
