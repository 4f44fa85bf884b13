"""The audit finds what is wrong of gift cards: a shop at rest, with one row changed."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from souk_tools.audit import Row, audit
from tests.reliability.scenarios import BY_NAME
from tests.reliability.test_audit import Tables, one, played
from tests.support.world.proof import findings, rows
from tests.support.world.world import World

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture(scope="module")
def at_rest() -> World:
    """An order that a gift card has paid a part of."""
    return played(BY_NAME["giftcard-part"])


def account(tables: Tables) -> Row:
    return one(tables, "payments", sk="ACCOUNT")


def hold(tables: Tables) -> Row:
    return one(tables, "payments", sk="HOLD")


def money_appears(tables: Tables) -> None:
    account(tables)["available"] += 1


def a_movement_is_lost(tables: Tables) -> None:
    tables["payments"].remove(one(tables, "payments", sk="MOVE*", kind="captured"))


def the_account_is_gone(tables: Tables) -> None:
    tables["payments"].remove(account(tables))


def it_is_below_zero(tables: Tables) -> None:
    account(tables)["available"] -= 1


def it_is_held_for_nobody(tables: Tables) -> None:
    account(tables)["held"] += 1


def what_is_owed_was_not_counted(tables: Tables) -> None:
    tables["payments"] = [row for row in tables["payments"] if not row["pk"].startswith("LIABILITY#")]


def the_payment_is_gone(tables: Tables) -> None:
    held = hold(tables)["pk"].partition("#")[2]
    tables["payments"] = [row for row in tables["payments"] if row["pk"] != f"PAYMENT#{held}"]


def it_is_still_held(tables: Tables) -> None:
    hold(tables)["ended"] = False


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (money_appears, "credit-balance"),
        (a_movement_is_lost, "credit-balance"),
        (the_account_is_gone, "credit-whole"),
        (it_is_below_zero, "credit-below-zero"),
        (it_is_held_for_nobody, "credit-held"),
        (what_is_owed_was_not_counted, "credit-liability"),
        (the_payment_is_gone, "credit-hold-alone"),
        (it_is_still_held, "credit-left-held"),
    ],
)
def test_a_changed_row_is_found(at_rest: World, change: Callable[[Tables], None], rule: str) -> None:
    assert not findings(at_rest)
    tables = copy.deepcopy(rows(at_rest))
    change(tables)
    if rule == "credit-liability":  # what is spent is owed no more, so nothing is left to miss
        account(tables)["available"] += 1
        one(tables, "payments", sk="MOVE*", kind="issued")["amount"] += 1
    assert rule in {finding.rule for finding in audit(tables, at_rest.now, settled=True)}
