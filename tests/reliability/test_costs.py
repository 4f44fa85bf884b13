"""The cost of a purchase, counted, against its budgets. `make costs` prints the figures.

The budgets are write units of tables and indexes; a transaction counts double.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.reliability.costs import Cost, purchase
from tests.support.world.catalogue import stock_up
from tests.support.world.promotions import have_a_group
from tests.support.world.shopper import Member
from tests.support.world.world import new_world

CHECKOUT_BUDGET, PURCHASE_BUDGET = 20, 60
# What it costs that a cart is ordered once: one more item in the order's transaction.
ORDERED_ONCE = 2
# A checkout is counted: a guest's for the network and the e-mail address, a member's for the person.
COUNTED = 2
# Whether the shop is open: read by a process once in half a minute, here by its first checkout.
OPEN = 1
# And so is a letter to a guest who has not paid yet.
LETTER_COUNTED = 1
# What a purchase costs more as long as every event comes in a batch of its own: the mark of each batch (record 10).
# Under load a mark stands for up to fifty events.
MARKS = 18
MEMBERS_MARKS = 20
# By which e-mail address a guest's order is found when they want to be forgotten: an item and its entry in the index.
GUESTS_ORDER = 2
# By which number an order is found of whose contract a guest withdraws: an entry in an index, made once.
FOUND_BY_NUMBER = 1
# What a member's purchase costs more: the list of their orders (1), the lines of their history (5), and what they paid
# for, which the rules of groups of customers go by (1).
MEMBERSHIP = 7
# What the invoice costs: its number and the file it is in, in one transaction; and that a guest's key gets old.
INVOICED, GUESTS_KEY = 4, 1
# That it is in the reports of taxes: the sums of its month, place and rate, in the same transaction.
REPORTED = 2
# That it comes with a letter: the event in the same transaction, and the letter, with its claim and its mark.
INVOICE_SENT = 4
# What the back office writes to be looked through: an order's row with its six changes, its words, its places in the
# lists, the figures of its hour, its SKU's day, and its customer, who is a new one when it is a guest. Indexes counted;
# it marks nothing.
LOOKING = "backoffice"
LOOKED_THROUGH = 24
MEMBERS_LOOKED_THROUGH = 23
# That each state is a list of its own, whose pages are full: the move from what is sent to what has arrived.
LISTED = 2
# Where an order is taxed is told once it is paid: seven bytes of its journal, with which the last change of a guest's
# order of long titles is a few bytes beyond a KB.
TAXED_IN = 1
# What a parcel costs from the booking to the door, and what a shop pays for that picks, packs and ships it in a batch
# of its own.
PARCEL, PICKING = 7, 30
PURCHASES = {
    "guest": {"member": False, "detailed": False},
    "guest, long titles": {"member": False, "detailed": True},
    "member": {"member": True, "detailed": False},
    "member, long titles": {"member": True, "detailed": True},
}


@pytest.fixture(scope="module", params=PURCHASES)
def kind(request: pytest.FixtureRequest) -> dict[str, bool]:
    return PURCHASES[request.param]


@pytest.fixture(scope="module")
def costs(shop: None, kind: dict[str, bool]) -> list[Cost]:
    return purchase(**kind)


@pytest.fixture(scope="module")
def checkout(costs: list[Cost]) -> Cost:
    return next(cost for cost in costs if cost.name == "check out")


def report(costs: list[Cost]) -> str:
    return "\n".join(f"{cost.name}: {[(s, cost.units(s)) for s in cost.services]}" for cost in costs)


def test_a_line_is_reserved_in_one_transaction(checkout: Cost) -> None:
    assert checkout.transactions("products") <= 1


def test_checkout_of_one_line_takes_three_round_trips_in_orders_and_those_that_count_it(checkout: Cost) -> None:
    assert checkout.calls("orders") <= 3 + COUNTED + OPEN


def test_checkout_is_within_its_budget(checkout: Cost) -> None:
    assert checkout.units() <= CHECKOUT_BUDGET + ORDERED_ONCE + COUNTED + FOUND_BY_NUMBER, report([checkout])


def test_a_purchase_is_within_its_budget(costs: list[Cost]) -> None:
    writes = sum(cost.writes() - cost.marks() for cost in costs)
    assert writes - sum(cost.writes(LOOKING) for cost in costs) <= PURCHASE_BUDGET + INVOICE_SENT + REPORTED, report(
        costs
    )


def test_a_purchase_is_within_its_budget_with_its_index_entries(costs: list[Cost], kind: dict[str, bool]) -> None:
    budget = PURCHASE_BUDGET + COUNTED + LETTER_COUNTED + FOUND_BY_NUMBER + INVOICED + INVOICE_SENT + REPORTED
    budget += MEMBERSHIP if kind["member"] else GUESTS_ORDER + GUESTS_KEY
    budget += TAXED_IN if kind == PURCHASES["guest, long titles"] else 0
    assert sum(cost.units() - cost.marks() for cost in costs) - looked_through(costs) <= budget, report(costs)


def test_what_staff_look_through_is_within_its_budget(costs: list[Cost], kind: dict[str, bool]) -> None:
    budget = (MEMBERS_LOOKED_THROUGH if kind["member"] else LOOKED_THROUGH) + LISTED
    assert looked_through(costs) <= budget, report(costs)
    assert not sum(cost.marks(LOOKING) for cost in costs), report(costs)


def test_nothing_of_it_is_written_before_the_order_is_there(costs: list[Cost]) -> None:
    assert not any(cost.calls(LOOKING) for cost in costs[:3])


def looked_through(costs: list[Cost]) -> int:
    return sum(cost.units(LOOKING) for cost in costs)


def test_a_batch_of_a_consumer_costs_one_write_and_only_where_there_is_work(
    costs: list[Cost], kind: dict[str, bool]
) -> None:
    marks = sum(cost.marks() for cost in costs)
    assert marks <= (MEMBERS_MARKS if kind["member"] else MARKS), report(costs)
    assert not costs[0].marks() + costs[1].marks() + costs[2].marks()


def test_what_an_order_writes_after_it_was_placed_is_one_unit_a_change(
    costs: list[Cost], kind: dict[str, bool]
) -> None:
    later = [request for cost in costs[3:] for request in cost.requests if request.tables == ("OrdersTable",)]
    *changes, last = [request.writes for request in later if request.operation == "PutItem"]
    assert {*changes} == {1}
    assert 1 <= last <= 1 + (TAXED_IN if kind == PURCHASES["guest, long titles"] else 0)


def test_a_shop_that_picks_pays_for_it_and_no_other(shop: None) -> None:
    """An index entry of the parcel while it waits, the acts of the staff with their audit trail, and the batch."""
    without, picked = purchase(), purchase(picks=True)
    assert sum(cost.units("shipping") for cost in without) <= PARCEL
    assert sum(cost.units() for cost in picked) - sum(cost.units() for cost in without) <= PICKING, report(picked)


def _asked_of_users(*, grouped: bool) -> list[list[str]]:
    """What the users service's table is asked when a member fills a cart, looks at it and the total, and checks out."""
    world = new_world()
    stock_up(world, A=1000)
    shopper = Member(world, "ada")
    if grouped:
        have_a_group(world, shopper.user)
    world.settle()
    seen = [len(world.tables.requests)]
    shopper.add("A", 1)
    seen.append(len(world.tables.requests))
    total = shopper.quote().json["total"]
    seen.append(len(world.tables.requests))
    assert shopper.check_out("key", total).status == 201
    seen.append(len(world.tables.requests))
    return [
        sorted(each.operation for each in world.tables.requests[begin:end] if each.tables == ("UsersTable",))
        for begin, end in pairwise(seen)
    ]


@pytest.mark.usefixtures("shop")
def test_which_groups_a_member_is_in_is_asked_only_while_a_promotion_does_and_by_one_request() -> None:
    """Whoever looks at the total looks at the cart before. A checkout asks where to write to, anyway."""
    assert _asked_of_users(grouped=False) == [[], [], ["GetItem"]]
    once = ["BatchGetItem", "GetItem"]
    assert _asked_of_users(grouped=True) == [once, sorted(once * 2), once]
