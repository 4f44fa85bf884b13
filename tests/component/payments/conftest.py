from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.component.payments import stripe_side
from tests.component.payments.service import PaymentsService, service


@pytest.fixture(scope="session")
def stripe_server() -> Iterator[str]:
    with stripe_side.running() as base:
        yield base


@pytest.fixture
def stripe_base(stripe_server: str) -> str:
    """An account with nothing in it: every test has a shop of its own, and the account's last day is compared."""
    stripe_side.forget_everything(stripe_server)
    return stripe_server


@pytest.fixture
def stripe(stripe_base: str) -> Iterator[stripe_side.StripeSide]:
    side = stripe_side.StripeSide(stripe_base)
    yield side
    side.client.close()


@pytest.fixture
def payments(stripe_base: str) -> Iterator[PaymentsService]:
    with service(stripe_base) as running:
        yield running
