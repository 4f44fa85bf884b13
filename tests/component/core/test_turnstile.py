"""The adapter against a `siteverify` on a loopback port."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator

import pytest

from souk.challenge import turnstile
from souk.challenge.people import People
from souk.challenge.provider import Verdict
from souk.challenge.turnstile import Turnstile
from souk.errors import ChallengeRequired
from souk.settings import Settings
from tests.support.challenge import SECRET, SITE_KEY, Provider, running
from tests.support.clients import whole
from tests.support.dynamo import aws_account, environment

ADDRESS = "203.0.113.9"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def challenge(provider: Provider) -> Turnstile:
    return Turnstile(provider.origin, SITE_KEY, lambda: SECRET, lambda: False)


def test_an_answer_holds_once(provider: Provider, challenge: Turnstile) -> None:
    token = provider.solve()
    assert challenge.verify(token, ADDRESS) is Verdict.PASSED
    assert challenge.verify(token, ADDRESS) is Verdict.FAILED
    first, second = provider.received
    assert (first["secret"], first["response"], first["remoteip"]) == (SECRET, token, ADDRESS)
    assert first["idempotency_key"] != second["idempotency_key"]


def test_what_nobody_solved_does_not_hold(challenge: Turnstile) -> None:
    assert challenge.verify("made-up", "") is Verdict.FAILED


def test_an_unknown_address_is_not_sent(provider: Provider, challenge: Turnstile) -> None:
    challenge.verify(provider.solve(), "")
    assert "remoteip" not in provider.received[0]


def test_a_lost_answer_is_asked_for_again_and_is_the_same(provider: Provider, challenge: Turnstile) -> None:
    provider.failing = [503]
    assert challenge.verify(provider.solve(), ADDRESS) is Verdict.PASSED
    assert len({sent["idempotency_key"] for sent in provider.received}) == 1
    assert len(provider.received) == 2


def test_nobody_can_say_while_the_provider_is_down(provider: Provider, challenge: Turnstile) -> None:
    provider.down = True
    assert challenge.verify(provider.solve(), ADDRESS) is Verdict.UNAVAILABLE
    assert len(provider.received) == 2, "not more often: a person waits"


def test_nobody_can_say_where_nobody_listens() -> None:
    nowhere = Turnstile("http://127.0.0.1:9", SITE_KEY, lambda: SECRET, lambda: False)
    assert nowhere.verify("token", ADDRESS) is Verdict.UNAVAILABLE


def test_what_is_no_answer_of_a_provider_says_nothing(provider: Provider) -> None:
    astray = Turnstile(f"{provider.origin}/elsewhere", SITE_KEY, lambda: SECRET, lambda: False)
    assert astray.verify(provider.solve(), ADDRESS) is Verdict.UNAVAILABLE


def put_secret(value: str) -> None:
    text = json.dumps({"secret": value})
    whole("ssm").put_parameter(Name="/souk/test/challenge", Value=text, Type="SecureString", Overwrite=True)


def test_a_rotated_secret_is_read_anew_when_it_is_refused(provider: Provider) -> None:
    with (
        aws_account(),
        environment(SOUK_STAGE="test", CHALLENGE_ORIGIN=provider.origin, CHALLENGE_SITE_KEY=SITE_KEY),
    ):
        put_secret(SECRET)
        people = turnstile.set_up(Settings())
        people.admit(provider.solve(), ADDRESS)

        provider.secret = "another"
        put_secret("another")
        people.admit(provider.solve(), ADDRESS)
        assert [sent["secret"] for sent in provider.received] == [SECRET, SECRET, "another"]
        with pytest.raises(ChallengeRequired):
            people.admit("made-up", ADDRESS)


def test_a_missing_or_a_wrong_secret_keeps_nobody_out(provider: Provider) -> None:
    with (
        aws_account(),
        environment(SOUK_STAGE="test", CHALLENGE_ORIGIN=provider.origin, CHALLENGE_SITE_KEY=SITE_KEY),
    ):
        people = turnstile.set_up(Settings())
        people.admit("made-up", ADDRESS)
        assert provider.received == []

        put_secret("wrong")
        people.admit("made-up", ADDRESS)
        assert {sent["secret"] for sent in provider.received} == {"wrong"}


@pytest.mark.parametrize("service", ["orders", "users"])
@pytest.mark.parametrize(
    ("origin", "site_key", "asks"),
    [("https://challenge.test", SITE_KEY, True), ("https://challenge.test", "", False), ("", SITE_KEY, False)],
)
def test_a_service_sets_challenges_where_the_shop_says_from_where_and_for_which_site(
    service: str, origin: str, site_key: str, asks: bool
) -> None:
    compose = importlib.import_module(f"{service}.compose")
    with environment(CHALLENGE_ORIGIN=origin, CHALLENGE_SITE_KEY=site_key):
        people = compose.real().people
    assert isinstance(people, People) is asks
    assert (people is None) is not asks
