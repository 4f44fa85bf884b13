"""The payments functions with a proxy between them and localstripe that misbehaves when a test says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from souk_local import stripe_proxy
from souk_local.stripe_proxy import StripeProxy
from tests.component.payments import stripe_side
from tests.component.payments.service import PaymentsService, service
from tests.component.payments.stripe_side import StripeSide

# Patience of the client, so that a test of a time-out does not take long.
READ_SECONDS = "0.3"


@pytest.fixture(scope="package")
def stripe_server() -> Iterator[str]:
    with stripe_side.running() as base:
        yield base


@pytest.fixture
def stripe(stripe_server: str) -> Iterator[StripeSide]:
    """The shopper's and the dashboard's way to Stripe, which the proxy does not touch."""
    stripe_side.forget_everything(stripe_server)
    side = StripeSide(stripe_server)
    yield side
    side.client.close()


@pytest.fixture
def proxy(stripe_server: str) -> Iterator[StripeProxy]:
    with stripe_proxy.running(stripe_server) as running:
        yield running


@pytest.fixture
def payments(proxy: StripeProxy, stripe: StripeSide) -> Iterator[PaymentsService]:
    with service(proxy.base) as running, running.configured(STRIPE_READ_SECONDS=READ_SECONDS):
        yield running
