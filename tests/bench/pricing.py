"""What promotions cost: a full cart priced with fifty of them, beside one read of DynamoDB through our client. Three
fifties: as shops have them, of all kinds, and such as all take something off every line.

Both in one run, by turns: what else the machine does falls on both. What the tables in memory need for their answer is
taken off the read, so that it is our code and botocore's.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from souk.events.rules.promotions import Promotions
from souk.pricing.promotions.engine import Occasion, price
from souk.pricing.promotions.rules import Goods, Rules, keys_of
from souk.shop.copy import SETTINGS, ShopRecord
from souk.shop.promotions import rules_of
from tests.bench.routes import TimedTables
from tests.support.world.world import installed, new_world

LINES, PROMOTIONS, SAMPLES = 33, 50, 200
NOW = Occasion("2026-11-30T12:00:00.000Z", "DE")


@dataclass(frozen=True)
class Pricing:
    """Medians in milliseconds. `taking` of the promotions take something off, in so many `reductions` of lines."""

    name: str
    taking: int
    reductions: int
    milliseconds: float
    read_milliseconds: float

    @property
    def ratio(self) -> float:
        return self.milliseconds / self.read_milliseconds


def measure() -> list[Pricing]:
    mixes = {"as shops have them": usual(), "of all kinds": fifty(), "all for every line": all_apply()}
    return [_measured(name, rules) for name, rules in mixes.items()]


def _measured(name: str, rules: Rules) -> Pricing:
    cart = full_cart()
    with installed():
        world = new_world()
        tables = TimedTables(changed=world.tables.changed, items=world.tables.items)
        world.tables = tables
        with world.inside("OrdersApi"):
            priced, read = [], []
            for _ in range(SAMPLES):
                begun = time.process_time()
                found = price(cart, rules, NOW, "EUR")
                priced.append(time.process_time() - begun)
                begun, spent = time.process_time(), tables.spent
                ShopRecord.fetch("SHOP", SETTINGS.upper())
                read.append(time.process_time() - begun - (tables.spent - spent))
    reductions = sum(len(line.reductions) for line in found.lines)
    return Pricing(name, len(found.reductions), reductions, median(priced) * 1000, median(read) * 1000)


def full_cart() -> list[Goods]:
    chance = random.Random(1)
    return [
        Goods(
            f"sku-{number}",
            chance.randint(1, 5),
            chance.randint(100, 20_000),
            keys_of(
                f"sku-{number}",
                f"product-{number}",
                ["all", f"category-{chance.randint(0, 19)}"],
                [f"tag-{chance.randint(0, 9)}"],
                f"vendor-{chance.randint(0, 5)}",
            ),
        )
        for number in range(LINES)
    ]


def usual() -> Rules:
    """Fifteen for codes that nobody gave, fifteen that are over, ten that are yet to come; and ten that are on, one
    for everything and the others for a category, a tag, a vendor or a SKU each, which may not be in the cart.
    """
    times: list[dict[str, Any]] = [
        *[{"trigger": "code"}] * 15,
        *[{"until": "2026-06-30T22:00:00.000Z"}] * 15,
        *[{"since": "2026-12-24T00:00:00.000Z"}] * 10,
        *[{}] * 10,
    ]
    return _rules([{**each, "effect": _effect(number)} for number, each in enumerate(times)])


def all_apply() -> Rules:
    return _rules([{"effect": {"kind": "percentage", "share": 100}} for _ in range(PROMOTIONS)])


def _rules(made: list[dict[str, Any]]) -> Rules:
    named = [{"id": f"promotion-{n}", "name": f"Promotion {n}", **each} for n, each in enumerate(made)]
    return rules_of(Promotions.model_validate({"promotions": named}, extra="forbid"))


def fifty() -> Rules:
    """Of all kinds, for a category, a tag, a vendor, a SKU or everything; some exclusive, some from a value on."""
    made = [
        {
            "priority": number % 3,
            "combination": "exclusive" if number % 7 == 0 else "stackable",
            "effect": _effect(number),
            "conditions": {"minimum": {"value": _euros(5000)}} if number % 4 == 0 else {},
        }
        for number in range(PROMOTIONS)
    ]
    return _rules(made)


def _euros(amount: int) -> list[dict[str, Any]]:
    return [{"amount": amount, "currency": "EUR"}]


def _effect(number: int) -> dict[str, Any]:
    category, sku = {"categories": [f"category-{number % 20}"]}, {"skus": [f"sku-{number % 66}"]}
    effects: list[dict[str, Any]] = [
        {"kind": "percentage", "share": 500 + number, "items": category},
        {"kind": "amount", "amounts": _euros(500), "items": {"tags": [f"tag-{number % 10}"]}},
        {"kind": "buy_get", "buy": 2, "get": 1, "items": sku},
        {"kind": "tiers", "steps": [{"quantity": 3, "share": 100}], "items": {"vendors": [f"vendor-{number % 12}"]}},
        {"kind": "fixed_price", "prices": _euros(900), "items": sku},
        {"kind": "bundle", "quantity": 3, "prices": _euros(4000), "items": category},
        {"kind": "gift", "sku": f"sku-{number % 66}"},
        {"kind": "percentage", "share": 100},
        {"kind": "shipping", "share": 10_000},
        {"kind": "amount", "amounts": _euros(100), "each": True, "items": sku},
    ]
    return effects[number % 10]
