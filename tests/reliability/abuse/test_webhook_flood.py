"""Somebody who knows no secret sends webhooks."""

from __future__ import annotations

from souk.limits.rules import FORGED_WEBHOOKS
from tests.support.world.shopper import Shopper
from tests.support.world.world import World

ATTACKER = "203.0.113.9"


def test_forged_webhooks_end_in_429_and_the_providers_own_go_through(world: World) -> None:
    def forged() -> int:
        path = "/webhooks/payments/stripe"
        headers = {"stripe-signature": "forged"}
        return world.request("payments", "POST", path, raw="{}", headers=headers, address=ATTACKER).status

    assert [forged() for _ in range(FORGED_WEBHOOKS.most)] == [400] * FORGED_WEBHOOKS.most
    written = len(world.tables.requests)
    assert [forged() for _ in range(5)] == [429] * 5
    assert len(world.tables.requests) == written + 1, "who is over the limit costs nothing more"

    shopper = Shopper(world, "ada")
    shopper.add("A")
    shopper.check_out("k", shopper.quote().json["total"])
    world.provider.pays(shopper.orders[0].reference)
    assert all(world.tell(webhook) for webhook in [*world.provider.owed])
