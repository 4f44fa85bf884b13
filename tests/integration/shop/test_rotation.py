"""Secrets of partners change in a running shop, without a deployment and without a refused webhook."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from shipping.adapters.carriers.signature import sign
from souk_local import secrets
from souk_local.aws import Clients
from souk_local.waiting import wait_until
from tests.support.cloud import TestCloud

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

pytestmark = pytest.mark.cloud

# A secret that does not hold is read anew at most every ten seconds, by each of the function's workers.
LIMIT_SECONDS = 90


@dataclass(frozen=True)
class Partner:
    """Who signs webhooks, as `t=…,v1=…` both. `name` is the parameter with the secrets."""

    cloud: TestCloud
    name: str
    path: str
    header: str
    body: bytes

    def tells(self, secret: str) -> int:
        """The status of the answer to a webhook signed with `secret`."""
        headers = {self.header: sign(self.body, secret, int(time.time())), "Content-Type": "application/json"}
        return httpx.post(f"{self.cloud.url}{self.path}", content=self.body, headers=headers, timeout=60).status_code

    def set(self, **members: str) -> None:
        held = json.loads(self._ssm.get_parameter(Name=self.name, WithDecryption=True)["Parameter"]["Value"])
        kept = {name: value for name, value in held.items() if not name.startswith("webhook_secret")}
        value = json.dumps({**kept, **members})
        self._ssm.put_parameter(Name=self.name, Value=value, Type="SecureString", Overwrite=True)

    @property
    def _ssm(self) -> SSMClient:
        return Clients(self.cloud.settings).ssm


def stripe(cloud: TestCloud) -> Partner:
    body = b'{"id": "evt_rotation", "object": "event", "type": "customer.created", "data": {"object": {"id": "cus_1"}}}'
    return Partner(cloud, "/souk/local/payments/stripe", "/api/webhooks/payments/stripe", "Stripe-Signature", body)


def carrier(cloud: TestCloud) -> Partner:
    """A signed body of no shape we know is acknowledged."""
    path = "/api/webhooks/carriers/sandbox"
    return Partner(cloud, "/souk/local/shipping/sandbox", path, "X-Carrier-Signature", b'{"event_id": "rotation"}')


@pytest.fixture(params=[stripe, carrier])
def partner(cloud: TestCloud, request: pytest.FixtureRequest) -> Iterator[Partner]:
    made: Callable[[TestCloud], Partner] = request.param
    partner = made(cloud)
    yield partner
    partner.set(webhook_secret=secret_of(partner))


def secret_of(partner: Partner) -> str:
    own = secrets.load(partner.cloud.settings)
    return own.stripe_webhook_secret if "payments" in partner.name else own.carrier_webhook_secret


def test_two_secrets_hold_while_a_partner_changes_over_and_then_the_new_one_alone(partner: Partner) -> None:
    old, new = secret_of(partner), "whsec_rotated"
    assert partner.tells(old) == 200
    partner.set(webhook_secret=new, webhook_secret_previous=old)
    assert wait_until(lambda: partner.tells(new) == 200, LIMIT_SECONDS, every_seconds=1)
    assert partner.tells(old) == 200
    partner.set(webhook_secret=new)
    # Whoever has the old one read needs a signature that does not hold, or five minutes, to look again.
    assert wait_until(
        lambda: partner.tells("whsec_forged") == partner.tells(old) == 400, LIMIT_SECONDS, every_seconds=1
    )
    assert partner.tells(new) == 200
