"""What every payment provider promises. A new one is added to `provider` and has to pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from payments.adapters.manual_provider import ManualProvider
from payments.adapters.stripe.client import StripeConnection
from payments.adapters.stripe.provider import StripeProvider
from payments.domain.ids import payment_id_of
from payments.domain.snapshot import ProviderStatus
from payments.usecases.ports import PaymentProvider, StartRequest
from souk import bank_account, clock
from souk.errors import InvalidInput
from souk.ids import new_id
from souk.money import Money
from souk_local import stripe_proxy
from tests.component.payments import stripe_side

PRICE = Money(1999, "EUR")


@pytest.fixture(params=["stripe", "manual"])
def provider(request: pytest.FixtureRequest) -> Iterator[PaymentProvider]:
    if request.param == "manual":
        yield ManualProvider(lambda: bank_account.parse("Souk Ltd, IBAN DE89 3704 0044 0532 0130 00"))
        return
    credentials = {
        "secret_key": stripe_side.SECRET_KEY,
        "publishable_key": stripe_side.PUBLISHABLE_KEY,
        "webhook_secret": "whsec_port",
    }
    # localstripe alone does not honour idempotency keys.
    with stripe_proxy.running(request.getfixturevalue("stripe_base")) as proxy:
        stripe = StripeProvider(StripeConnection(lambda: credentials, lambda: False, proxy.base))
        yield stripe
        stripe.close()


@pytest.fixture
def wanted() -> StartRequest:
    order_id = new_id()
    return StartRequest(payment_id_of(order_id, "1"), order_id, "1", PRICE, "Order SK-1", "purchase-1")


def test_the_same_payment_started_twice_is_one(provider: PaymentProvider, wanted: StartRequest) -> None:
    first, second = provider.start(wanted), provider.start(wanted)
    assert first.reference == second.reference != ""
    assert (first.status, first.amount, first.captured) == (ProviderStatus.OPEN, PRICE, 0)


def test_the_shopper_learns_how_to_pay(provider: PaymentProvider, wanted: StartRequest) -> None:
    opened = provider.start(wanted)
    assert (opened.client_secret and provider.publishable_key()) or opened.instructions


def test_what_is_not_paid_can_be_cancelled_and_again(provider: PaymentProvider, wanted: StartRequest) -> None:
    reference = provider.start(wanted).reference
    for _ in range(2):
        seen = provider.void(wanted.payment_id, reference, PRICE)
        assert (seen.reference, seen.status, seen.captured) == (reference, ProviderStatus.CANCELLED, 0)


def test_one_with_a_memory_tells_what_it_holds_with_our_ids(provider: PaymentProvider, wanted: StartRequest) -> None:
    opened = provider.start(wanted)
    held = provider.fetch(opened.reference)
    listed = list(provider.listed(clock.now() - timedelta(minutes=5)))
    if not provider.remote:
        assert (held, listed) == (None, [])
        return
    assert held is not None
    for seen in (held, *listed):
        told = (seen.reference, seen.payment_id, seen.order_id, seen.attempt, seen.correlation_id)
        assert told == (opened.reference, wanted.payment_id, wanted.order_id, "1", "purchase-1")


def test_a_list_goes_on_after_the_payment_it_stopped_at(provider: PaymentProvider) -> None:
    opened = [provider.start(StartRequest(new_id(), new_id(), "1", PRICE, "")).reference for _ in range(3)]
    since = clock.now() - timedelta(minutes=5)
    rest = [seen.reference for seen in provider.listed(since, after=opened[1])]
    assert rest == ([opened[0]] if provider.remote else [])
    assert list(provider.listed(clock.now() + timedelta(minutes=5))) == []


def test_a_webhook_that_nobody_signed_is_refused(provider: PaymentProvider) -> None:
    with pytest.raises(InvalidInput):
        provider.parse_webhook(b'{"id": "evt_1"}', {"Stripe-Signature": "t=1,v1=00"})
