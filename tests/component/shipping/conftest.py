"""The shipping service on a moto table, with a carrier on a loopback port."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from shipping import compose
from tests.component.shipping.carrier import Carrier, running
from tests.support.clients import whole
from tests.support.dynamo import environment, table


@pytest.fixture
def outbox() -> Iterator[str]:
    """The service without a carrier; the name of its table."""
    with table(service="shipping") as name, environment(CARRIER_API_BASE=""):
        compose.services.reset()
        yield name
        compose.services.reset()


@pytest.fixture
def carrier(outbox: str) -> Iterator[Carrier]:
    """Adds a carrier to the service."""
    secret = json.dumps({"api_key": "key", "webhook_secret": "whsec"})
    whole("ssm").put_parameter(Name="/souk/test/shipping/sandbox", Value=secret, Type="SecureString")
    with running() as carrier, environment(CARRIER_API_BASE=carrier.base):
        compose.services.reset()
        yield carrier
