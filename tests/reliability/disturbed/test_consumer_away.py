"""A consumer of the running shop is deployed broken while people buy; when it is mended everything heals by itself."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from souk_local.aws import Clients
from souk_local.waiting import wait_until
from tests.reliability.disturbed.customers import Crowd
from tests.reliability.disturbed.outcome import Outcome
from tests.reliability.seeds import REPEAT, SEED
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.reliability_long]
ORDERS, AT_ONCE = 12, 2
# Longer than the 92 s after which an event was once given up.
AWAY_SECONDS = 150.0


def test_orders_bought_while_shippings_consumer_is_broken_get_their_parcels_without_a_hand(cloud: TestCloud) -> None:
    functions = Clients(cloud.settings).functions
    name = f"souk-{cloud.settings.stage}-shipping-consumers"
    good = functions.get_function_configuration(FunctionName=name)["Handler"]
    crowd = Crowd(cloud, SEED, ORDERS, AT_ONCE)
    with closing(cloud.staff()) as operator:
        crowd.open(operator)
        began = time.monotonic()
        functions.update_function_configuration(FunctionName=name, Handler="shipping.not_there.handler")
        try:
            crowd.buy()
            wait_until(lambda: time.monotonic() - began > AWAY_SECONDS, AWAY_SECONDS + 1, every_seconds=1.0)
            waiting = [operator.call("GET", f"/admin/orders/{bought.placed.order_id}") for bought in crowd.bought]
            assert not [order for order in waiting if order["shipments"]], "it was not away"
        finally:
            functions.update_function_configuration(FunctionName=name, Handler=good)
        problems = Outcome(cloud, crowd, 900, 0, every_letter=False).look(operator)
    assert problems == [], REPEAT
