"""A shop that sets challenges: robots stop at half of a limit, and people go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from orders import compose as orders
from souk import clock
from souk.limits import rules
from tests.reliability.abuse import accounts
from tests.reliability.abuse.accounts import ANN, ATTACKER, HOME, People, people
from tests.reliability.abuse.conftest import HOME as ADDRESS
from tests.reliability.abuse.conftest import order
from tests.reliability.abuse.moments import NOW
from tests.support import challenge
from tests.support.challenge import Provider
from tests.support.http import Response, call
from tests.support.world.proof import findings
from tests.support.world.shopper import Member, Shopper
from tests.support.world.world import World
from users import compose as users
from users.doors.api import api

LETTERS = rules.CODES_SENT.most // 2 - 1
CHECKOUTS = rules.CHECKOUTS.most // 2 - 1
VICTIM = "victim@example.com"
CHOSEN = {"email": VICTIM, "shipping_address": ADDRESS, "shipping_method": "standard", "payment_method": "stripe"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with challenge.running() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Iterator[Provider]:
    running.received.clear()
    yield running
    running.down = False


@pytest.fixture
def directory(counters: None, provider: Provider) -> Iterator[People]:
    """A user pool in which Ann has an account."""
    pool = people()
    parts = replace(accounts.parts(pool), people=challenge.people(provider))
    with users.services.swap(lambda: parts), clock.freeze(NOW):
        yield pool


@pytest.fixture
def asking(world: World, provider: Provider) -> Iterator[World]:
    """A shop whose checkout sets challenges."""
    with orders.services.swap(lambda: replace(orders.real(), people=challenge.people(provider))):
        yield world


def forgot(number: int, response: str = "", address: str = "") -> Response:
    """From a botnet: no network address comes twice."""
    return post("/auth/forgot", response, address or f"203.0.113.{number}", email=ANN)


def post(path: str, response: str = "", address: str = ATTACKER, **body: str) -> Response:
    headers = {"X-Challenge": response} if response else {}
    return call(api, "POST", path, body=body, address=address, headers=headers)


def test_a_flood_is_asked_and_leaves_the_rest_of_the_letters_to_who_answers(
    directory: People, provider: Provider
) -> None:
    statuses = [forgot(n).status for n in range(1, 41)]
    assert statuses == [202] * LETTERS + [403] * (40 - LETTERS)

    asked = forgot(41, address=HOME)
    assert asked.json["code"] == "challenge_required"
    shown = [asked.json[name] for name in ("provider", "origin", "site_key")]
    assert shown == ["turnstile", provider.origin, challenge.SITE_KEY]
    assert forgot(42, provider.solve(), HOME).status == 202, "Ann, whose mailbox it was"
    assert len(directory.mailbox) == LETTERS + 1


def test_the_question_does_not_tell_whether_an_address_has_an_account(directory: People) -> None:
    known, unknown = (
        [post("/auth/forgot", address=f"203.0.113.{n}", email=email) for n in range(1, 10)]
        for email in (ANN, "nobody@example.com")
    )
    assert [answer.status for answer in known] == [answer.status for answer in unknown]
    assert {**known[-1].json, "correlation_id": ""} == {**unknown[-1].json, "correlation_id": ""}


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/auth/sign-up", {"password": "correct horse", "name": "Bot"}),
        ("/auth/resend", {}),
        ("/auth/forgot", {}),
        ("/privacy/requests", {}),
    ],
)
def test_whatever_sends_a_letter_asks(directory: People, provider: Provider, path: str, more: dict[str, str]) -> None:
    body = {"email": VICTIM, **more}
    assert [post(path, **body).status for _ in range(LETTERS + 2)] == [202] * LETTERS + [403] * 2
    assert post(path, provider.solve(), **body).status == 202


def test_an_answer_holds_once(directory: People, provider: Provider) -> None:
    for number in range(LETTERS):
        forgot(number)
    token = provider.solve()
    assert [forgot(20 + number, token).status for number in range(3)] == [202, 403, 403]


def test_made_up_answers_end_in_429(directory: People, provider: Provider) -> None:
    statuses = [forgot(n, f"made-up-{n}").status for n in range(1, 21)]
    rest = rules.CODES_SENT.most - LETTERS
    assert statuses == [202] * LETTERS + [403] * rest + [429] * (20 - LETTERS - rest)
    assert len(provider.received) == rest, "who is over a limit costs the provider nothing"


def test_where_the_provider_is_down_people_go_on_as_far_as_the_limit(directory: People, provider: Provider) -> None:
    """A page that gets no challenge to show says so by any answer; whether that is true the provider says."""
    provider.down = True
    statuses = [forgot(n, "-").status for n in range(1, 11)]
    assert statuses == [202] * rules.CODES_SENT.most + [429] * (10 - rules.CODES_SENT.most)


def buy(world: World, number: int) -> Response:
    """A cart of its own for each, all for one e-mail address."""
    return order(Shopper(world, f"bot-{number}"), "k", email=VICTIM)


def test_checkouts_for_one_address_are_asked_before_anything_is_held(asking: World, provider: Provider) -> None:
    statuses = [buy(asking, number).status for number in range(CHECKOUTS + 10)]
    asking.settle()
    assert statuses == [201] * CHECKOUTS + [403] * 10
    with asking.inside("ProductsRpc"):
        from products import compose

        assert compose.services().inventory.level("A").available == 49 - CHECKOUTS
    assert findings(asking, settled=False) == []


def test_who_answers_goes_on_with_the_same_checkout_and_may_repeat_it(asking: World, provider: Provider) -> None:
    """The second time the order is known, and nobody is asked."""
    for number in range(CHECKOUTS):
        buy(asking, number)
    shopper = Shopper(asking, "ada")
    asked = order(shopper, "k", email=VICTIM)
    assert (asked.status, asked.json["code"]) == (403, "challenge_required")

    body = {**shopper.seen, **CHOSEN, "expected_total": shopper.quote().json["total"]}
    headers = {"Idempotency-Key": "k", "X-Challenge": provider.solve()}
    first, again = (shopper.send("orders", "POST", "/checkout", body=body, headers=headers) for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.json["order"]["id"] == again.json["order"]["id"]
    assert len(provider.received) == 1


def test_who_is_signed_in_is_not_asked(asking: World, provider: Provider) -> None:
    member = Member(asking, "ada")
    statuses = set()
    for number in range(rules.CHECKOUTS_SIGNED_IN.most // 2 + 1):
        member.add("A", 1)
        statuses.add(member.check_out(f"k{number}", member.quote().json["total"]).status)
        asking.settle()
    assert statuses == {201}


def test_links_to_orders_are_asked_for(asking: World, provider: Provider) -> None:
    placed = buy(asking, 0).json["order"]["id"]
    shopper = Shopper(asking, "mallory")

    def ask(response: str = "") -> int:
        return shopper.send(
            "orders",
            "POST",
            f"/orders/{placed}/access-link",
            body={"email": VICTIM},
            headers={"X-Challenge": response} if response else {},
        ).status

    most = rules.LINKS_ASKED.most // 2 - 1
    assert [ask() for _ in range(most + 3)] == [202] * most + [403] * 3
    assert ask(provider.solve()) == 202
