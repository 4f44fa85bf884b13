"""A withdrawal from the contract, as it is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from orders.domain.cancellation import Statement
from orders.domain.order import Cause
from orders.domain.withdrawing.period import ShopDays
from orders.domain.withdrawing.withdrawal import withdrawn
from orders.usecases.announcements import changing
from tests.unit.orders.fakes import World, wanted


def test_a_withdrawal_is_told_as_it_was_stated_and_in_which_language_it_is_acknowledged() -> None:
    world = World()
    world.orders.check_out(wanted(locale="de-AT"), "key")
    order, at = world.order(), datetime(2026, 5, 4, 10, 0, 7, tzinfo=UTC)
    after = withdrawn(order, Statement("Ada", "ada@example.com"), None, 490, ShopDays(), Cause(at, "shopper"))
    told = [json.loads(text) for text in changing(order, after).published]
    (data,) = [event["data"] for event in told if event["type"] == "withdrawal.declared"]
    assert (data["name"], data["contact"], data["locale"]) == ("Ada", "ada@example.com", "de-AT")
    assert datetime.fromisoformat(data["declared_at"]) == at
    assert {line["sku"]: line["quantity"] for line in data["lines"]} == order.details.quantities()
