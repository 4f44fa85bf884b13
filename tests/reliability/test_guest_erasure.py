"""A guest who proves the e-mail address of their orders is forgotten as a member is, whatever dies on the way; and only
by that proof.
"""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

import users.compose
from tests.reliability.erasure import (
    EMAIL,
    HOME,
    LAWFUL,
    NAME,
    NOTE,
    PHONE,
    STREET,
    Directory,
    Trace,
    days_pass,
    shop_around,
    traces,
)
from tests.reliability.seeds import REPEAT, SEED
from tests.support.world.catalogue import stock_up
from tests.support.world.proof import findings
from tests.support.world.shopper import Shopper
from tests.support.world.steps import Plan, plans
from tests.support.world.world import World, new_world
from tests.unit.users.fakes import Account, MemoryFactors, MemoryStaff
from tests.unit.users.test_sign_in import Cognito
from users.domain.identity import Identity

pytestmark = pytest.mark.usefixtures("shop")
# The orders are settled 30 days after they ended; then the last events that name the guest get their day.
LONG_ENOUGH = (1, 30, 1, 1)
# After that, the last letter's event leaves Kafka.
AND_A_WEEK = (*LONG_ENOUGH, 8)
SHORT = 5
REMAINDER = {
    Trace(text, where) for text in LAWFUL for where in ("OrdersTable ORDER#DETAILS", "DocumentsTable DOCUMENTS")
}
ASKED, FORGOTTEN = "Your data at Souk", "Souk has forgotten you"


@dataclass
class Guest:
    """Their orders carry EMAIL, and nothing else leads to them."""

    world: World
    directory: Directory
    shopper: Shopper
    strings: frozenset[str] = field(default=frozenset({NAME, EMAIL, STREET, PHONE, NOTE}))

    def ask(self, email: str = EMAIL) -> Any:
        answer = self.shopper.send("users", "POST", "/privacy/requests", body={"email": email})
        self.world.settle()
        return answer

    def confirm(self, token: str) -> Any:
        body = {"token": token, "wish": "erase"}
        return self.shopper.send("users", "POST", "/privacy/requests/confirm", body=body)

    def letters(self, subject: str, email: str = EMAIL) -> list[str]:
        """The texts of those the address got."""
        mails = [mail for mail in self.world.mails if mail["Destination"]["ToAddresses"] == [email]]
        simple = [mail["Content"]["Simple"] for mail in mails]
        return [mail["Body"]["Text"]["Data"] for mail in simple if mail["Subject"]["Data"] == subject]

    def token(self) -> str:
        """What the last letter carries."""
        (token,) = re.findall(r"/privacy#token=([\w-]+)", self.letters(ASKED)[-1])
        return str(token)

    def asks_to_be_forgotten(self) -> None:
        self.ask()
        self.confirm(self.token())


@contextlib.contextmanager
def guest(orders: int = 3) -> Iterator[Guest]:
    """A shop with a guest who bought and got one thing, called a second order off, and let a third expire."""
    world = new_world("backoffice")
    directory = Directory(world.steps)
    pool = users.compose.UserPool(directory, Cognito(), MemoryFactors(), MemoryStaff())
    with users.compose.services.swap(lambda: replace(users.compose.real(), pool=lambda: pool)):
        stock_up(world, A=10)
        shopper = Shopper(world, EMAIL.partition("@")[0])
        shop_around(world, shopper, orders)
        world.recover()
        yield Guest(world, directory, shopper)


def test_nothing_is_found_of_a_guest_but_what_tax_law_keeps() -> None:
    with guest() as ada:
        assert {trace.what for trace in traces(ada)} == ada.strings, "the scan must be able to find it all"
        assert ada.ask().status == 202
        assert ada.confirm(ada.token()).status == 202
        days_pass(ada.world, *LONG_ENOUGH)
        assert len(ada.letters(FORGOTTEN)) == 1
        days_pass(ada.world, 8)
        assert traces(ada) == REMAINDER
        assert not findings(ada.world)


def test_old_events_do_not_bring_a_guest_back() -> None:
    with guest() as ada:
        ada.asks_to_be_forgotten()
        days_pass(ada.world, *AND_A_WEEK)
        ada.world.replay()
        days_pass(ada.world, 1, 1, 8)
        assert traces(ada) == REMAINDER
        assert not _indexed(ada)
        assert len(ada.letters(FORGOTTEN)) == 1
        assert not findings(ada.world)


def test_an_address_that_somebody_typed_erases_nothing() -> None:
    with guest() as ada:
        before = {trace.what for trace in traces(ada)}
        stranger = Guest(ada.world, ada.directory, Shopper(ada.world, "mallory"))
        assert stranger.ask().status == 202
        assert stranger.confirm("a-guess").status == 400
        days_pass(ada.world, *AND_A_WEEK)
        assert {trace.what for trace in traces(ada)} == before


def test_a_link_is_good_once_and_for_half_an_hour() -> None:
    with guest(orders=1) as ada:
        ada.ask()
        late = ada.token()
        ada.world.advance(31 * 60)
        assert ada.confirm(late).json["code"] == "code_rejected"
        ada.ask()
        assert ada.confirm(ada.token()).status == 202
        assert ada.confirm(ada.token()).json["code"] == "code_rejected"


def test_an_address_nobody_ordered_with_gets_the_same_answer_and_no_letter() -> None:
    with guest(orders=1) as ada:
        known, unknown = ada.ask(), ada.ask("nobody@example.com")
        assert (known.status, known.body) == (unknown.status, unknown.body)
        assert ada.letters(ASKED, "nobody@example.com") == []


def test_who_has_an_account_is_told_to_use_it() -> None:
    with guest(orders=1) as ada:
        for email in (EMAIL, "member@example.com"):
            ada.directory.accounts[email] = Account(Identity("u1", email, email_verified=True), "", "")
            ada.ask(email)
        both, account_only = ada.letters(ASKED)[-1], ada.letters(ASKED, "member@example.com")[-1]
        assert "/account/security" in both
        assert "/privacy#token=" in both
        assert "/account/security" in account_only
        assert "/privacy#token=" not in account_only


def test_what_a_guest_orders_later_is_another_matter() -> None:
    with guest(orders=1) as ada:
        ada.asks_to_be_forgotten()
        ada.world.advance(60)
        ada.shopper.add("A")
        ada.shopper.check_out("later", ada.shopper.quote().json["total"], filled_in={"shipping_address": HOME})
        ada.world.settle()
        days_pass(ada.world, *AND_A_WEEK)
        assert len(ada.letters(FORGOTTEN)) == 1
        assert _indexed(ada) == {ada.shopper.orders[-1].order_id}


def test_an_order_that_is_heard_of_late_is_forgotten_all_the_same() -> None:
    """As where its event was set aside until all others were forgotten."""
    with guest(orders=2) as ada:
        unheard = ada.shopper.orders[0].order_id
        del ada.world.tables.items["UsersTable"][f"ORDER#{unheard}", "OWNER"]
        ada.asks_to_be_forgotten()
        days_pass(ada.world, *AND_A_WEEK)
        assert Trace(EMAIL, "OrdersTable ORDER#DETAILS") in traces(ada)
        ada.world.replay()
        days_pass(ada.world, 1, 1, 8)
        assert traces(ada) == REMAINDER
        assert len(ada.letters(FORGOTTEN)) == 1


def _indexed(ada: Guest) -> set[str]:
    """The orders that the shop finds by a guest's address."""
    owners = [key[0] for key in ada.world.tables.items["UsersTable"] if key[1] == "OWNER"]
    return {key.removeprefix("ORDER#") for key in owners}


def _erased(ada: Guest) -> None:
    """The guest asks, and again where no letter came, opens the link, and again where that was not answered."""
    ada.ask()
    if not ada.letters(ASKED):
        ada.ask()
    ada.confirm(ada.token())
    days_pass(ada.world, *LONG_ENOUGH)


def _problems(plan: Plan, label: str) -> list[str]:
    with guest(orders=1) as ada:
        with ada.world.steps.counting(plan):
            ada.world.survived(lambda: _erased(ada))
        if not ada.world.steps.crashed:
            return ["the step of the crash was not reached: the run is not repeatable"]
        days_pass(ada.world, *AND_A_WEEK)
        left = traces(ada) - REMAINDER
        letters = len(ada.letters(FORGOTTEN))
        return [
            *(f"{plan} ({label}): {found}" for found in [*left, *findings(ada.world)]),
            *([] if letters else [f"{plan} ({label}): no last letter"]),
        ]


def _steps() -> list[tuple[Plan, str]]:
    with guest(orders=1) as ada:
        with ada.world.steps.counting():
            _erased(ada)
        return plans(ada.world.steps.trace)


def test_a_crash_at_some_steps_is_recovered_from() -> None:
    """A selection by the seed; `make reliability` takes them all."""
    chosen = random.Random(SEED).sample(_steps(), SHORT)
    wrong = [found for plan, label in chosen for found in _problems(plan, label)]
    assert not wrong, f"{REPEAT}: {wrong}"


@pytest.mark.reliability_long
def test_a_crash_at_every_step_is_recovered_from() -> None:
    cases = _steps()
    wrong = [found for plan, label in cases for found in _problems(plan, label)]
    print(f"\nguest's erasure: {len(cases)} crashes, {len(wrong)} not recovered from")
    assert not wrong
