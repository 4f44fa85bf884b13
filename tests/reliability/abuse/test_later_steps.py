"""Somebody knows a password, or has a session that is not theirs, and guesses what else stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from souk import clock
from souk.limits import rules
from tests.reliability.abuse.accounts import ANN, ATTACKER, CODE, HOME, PASSWORD, People
from tests.reliability.abuse.moments import later
from tests.support.http import Response, call
from users.domain.sign_in import MOST_TRIES
from users.doors.api import api

CHALLENGES = {
    "code": {"code": CODE},
    "new-password": {"password": "battery staple"},
}


def post(path: str, address: str = ATTACKER, **body: Any) -> Response:
    return call(api, "POST", path, body=body, address=address)


def asked_for_a_code(address: str) -> str:
    """The token of a sign-in of Ann's that waits for a code."""
    token: str = post("/auth/sign-in", address, email=ANN, password=PASSWORD).json["token"]
    return token


@pytest.fixture
def session(directory: People) -> str:
    """Ann has signed in; what is sent with it may be hers or somebody else's."""
    assert post("/auth/sign-in", HOME, email=ANN, password=PASSWORD).status == 200
    (held,) = directory.sessions.of(directory.ann)
    return held.id


def test_codes_of_an_app_are_not_guessed_over_many_sign_ins_from_anywhere(directory: People) -> None:
    directory.factors.switch(directory.ann, totp=True)
    statuses: list[int] = []
    for sign_in in range(4):
        address = f"203.0.113.{sign_in}"
        token = asked_for_a_code(address)
        tries = [post("/auth/challenge/code", address, token=token, code=f"{n:06}") for n in range(MOST_TRIES)]
        statuses += [answer.status for answer in tries]
    assert statuses == [400] * rules.CODES_TRIED_BY.most + [429] * 10
    assert post("/auth/challenge/code", token=asked_for_a_code(ATTACKER), code=CODE).status == 429

    with clock.freeze(later(rules.CODES_TRIED_BY.seconds)):
        assert post("/auth/challenge/code", HOME, token=asked_for_a_code(HOME), code=CODE).status == 200


def test_right_codes_are_never_too_many(directory: People) -> None:
    directory.factors.switch(directory.ann, totp=True)
    codes = [post("/auth/challenge/code", HOME, token=asked_for_a_code(HOME), code=CODE) for _ in range(30)]
    assert {answer.status for answer in codes} == {200}


@pytest.mark.parametrize("step", CHALLENGES)
def test_the_token_of_a_sign_in_is_not_guessed_from_one_network(directory: People, step: str) -> None:
    body = CHALLENGES[step]
    statuses = [post(f"/auth/challenge/{step}", token=f"guess-{n}", **body).status for n in range(110)]
    assert statuses == [401] * rules.ANSWERS_FROM.most + [429] * 10


def test_a_flood_of_sign_ins_with_passkeys_from_one_network_ends_in_429(directory: People) -> None:
    statuses = [post("/auth/passkey/options", email=f"user-{n}@example.com").status for n in range(210)]
    assert statuses == [200] * rules.PASSKEYS_ASKED_FROM.most + [429] * 10
    assert post("/auth/passkey/options", HOME, email="user-1@example.com").status == 200


PROVED: dict[str, Callable[[str], dict[str, str]]] = {
    "/me/password": lambda word: {"current": word, "new": "battery staple"},
    "/me/email": lambda word: {"email": "ann@other.example", "password": word},
    "/me/totp": lambda word: {"password": word},
    "/me/totp/remove": lambda word: {"password": word},
    "/me/passkeys/options": lambda word: {"password": word},
}


def mine(directory: People, session: str, path: str, **body: Any) -> Response:
    return call(api, "POST", path, body=body, user=directory.ann, session=session, address=ATTACKER)


@pytest.mark.parametrize("path", PROVED)
def test_a_stolen_session_does_not_guess_the_password(directory: People, session: str, path: str) -> None:
    """On this route, and then on no other."""
    limit = rules.PASSWORDS_AGAIN.most if path != "/me/email" else rules.NEW_ADDRESSES.most
    answers = [mine(directory, session, path, **PROVED[path](f"guess-{n}-guess")) for n in range(limit + 5)]
    assert {answer.status for answer in answers[:limit]} <= {400, 403}
    assert [answer.status for answer in answers[limit:]] == [429] * 5
    assert mine(directory, session, path, **PROVED[path](PASSWORD)).status == 429


def test_guesses_of_the_password_are_counted_over_all_routes(directory: People, session: str) -> None:
    paths = [path for path in PROVED if path != "/me/email"]
    answers = [
        mine(directory, session, paths[n % len(paths)], **PROVED[paths[n % len(paths)]](f"guess-{n}-guess"))
        for n in range(rules.PASSWORDS_AGAIN.most)
    ]
    assert {answer.status for answer in answers} == {400, 403}
    assert {mine(directory, session, path, **body(PASSWORD)).status for path, body in PROVED.items()} == {429}


@pytest.mark.parametrize("path", ["/me/email/confirm", "/me/totp/confirm"])
def test_a_stolen_session_does_not_guess_codes(directory: People, session: str, path: str) -> None:
    statuses = [mine(directory, session, path, code=f"{n:06}").status for n in range(15)]
    assert statuses == [400] * rules.CODES_TRIED_BY.most + [429] * 5


def test_a_member_does_not_fill_strangers_mailboxes(directory: People, session: str) -> None:
    statuses = [
        mine(directory, session, "/me/email", email=f"victim-{n}@example.com", password=PASSWORD).status
        for n in range(10)
    ]
    assert statuses == [202] * rules.NEW_ADDRESSES.most + [429] * 4
    assert len(directory.mailbox) == rules.NEW_ADDRESSES.most


def test_one_mailbox_gets_no_more_letters_by_members_than_by_strangers(directory: People, session: str) -> None:
    for number in range(4):
        post("/auth/forgot", f"203.0.113.{number}", email="victim@example.com")
    answers = [
        mine(directory, session, "/me/email", email="victim@example.com", password=PASSWORD).status for _ in range(4)
    ]
    assert answers == [202, 202, 429, 429]
