"""A shop with promotions, of shares that no price is divided by without a rest."""

from __future__ import annotations

from typing import Any

from orders.adapters.codes import DynamoCodeBook
from orders.domain.codes.code import PromotionCode
from souk.events.rules.promotions import Promotions
from souk.shop.copy import ShopCopy
from souk.shop.promotions import KIND
from tests.support.world.world import World
from users import compose

_TAKEN_OFF: list[dict[str, Any]] = [
    {
        "id": "kitchen",
        "name": "Kitchen week",
        "priority": 1,
        "effect": {"kind": "percentage", "items": {"categories": ["kitchen"]}, "share": 1333},
    },
    {
        "id": "welcome",
        "name": "Welcome",
        "effect": {"kind": "amount", "amounts": [{"amount": 101, "currency": "EUR"}]},
    },
    {"id": "delivery", "name": "Delivery for half", "effect": {"kind": "shipping", "share": 5000}},
]


CODE = "SPRING"
# What one order may have, whichever of its limits is looked at.
_BY_CODE: dict[str, Any] = {
    "id": "spring",
    "name": "Spring",
    "trigger": "code",
    "effect": {"kind": "percentage", "share": 1333},
    "limits": {"total": 1, "per_person": 1},
    "budget": [{"amount": 1000, "currency": "EUR"}],
}

# For goods that nobody has: while there is one for a first order, each order is counted for its person.
_FIRST: dict[str, Any] = {
    "id": "first",
    "name": "Your first order",
    "effect": {"kind": "percentage", "share": 1000, "items": {"tags": ["nobodys"]}},
    "conditions": {"first_order": True},
}


# For who is in a group of customers.
GROUP = "friends"
_FOR_MEMBERS: dict[str, Any] = {
    "id": "friends",
    "name": "For friends",
    "effect": {"kind": "percentage", "share": 1333},
    "conditions": {"customer_groups": [GROUP, "press"]},
}


def have_a_group(world: World, user_id: str) -> None:
    """Staff have put this customer into a group, and those who price have heard of a promotion for it."""
    document = Promotions.model_validate({"promotions": [*_TAKEN_OFF, _FOR_MEMBERS]}, extra="forbid")
    for function in ("CartApi", "OrdersApi"):
        with world.steps.uncounted(), world.inside(function):
            ShopCopy(KIND).keep(document, 3)
    with world.steps.uncounted(), world.inside("UsersApi"):
        groups = compose.services().groups
        groups.make(GROUP, "Friends", None)
        groups.put(GROUP, user_id)
    world.renew()


def take_out(world: World, user_id: str) -> None:
    """Staff take this customer out of the group."""
    with world.steps.uncounted(), world.inside("UsersApi"):
        compose.services().groups.take_out(GROUP, user_id)


def have_a_code(world: World) -> None:
    """Of a promotion that one order can have."""
    document = Promotions.model_validate({"promotions": [*_TAKEN_OFF, _BY_CODE, _FIRST]}, extra="forbid")
    for function in ("CartApi", "OrdersApi"):
        with world.steps.uncounted(), world.inside(function):
            ShopCopy(KIND).keep(document, 2)
    with world.steps.uncounted(), world.inside("OrdersApi"):
        DynamoCodeBook().add([PromotionCode(CODE, "spring", 1, world.now, "staff:x")])
    world.renew()


def have_promotions(world: World) -> None:
    """Those who price have heard of them: of things from the kitchen, of everything, and of the delivery."""
    document = Promotions.model_validate({"promotions": _TAKEN_OFF}, extra="forbid")
    for function in ("CartApi", "OrdersApi"):
        with world.steps.uncounted(), world.inside(function):
            ShopCopy(KIND).keep(document, 1)
    world.renew()
