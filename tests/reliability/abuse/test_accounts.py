"""Somebody fills mailboxes with codes, makes accounts without end, and guesses passwords."""

from __future__ import annotations

import pytest

from souk import clock
from souk.limits import rules
from tests.reliability.abuse.accounts import ANN, ATTACKER, HOME, PASSWORD
from tests.reliability.abuse.moments import later
from tests.support.http import Response, call
from tests.unit.users.fakes import MemoryDirectory
from users.doors.api import api

MAILS = rules.CODES_SENT.most


def post(path: str, address: str = ATTACKER, device: str = "", **body: str) -> Response:
    cookies = {"souk_device": device} if device else None
    return call(api, "POST", f"/auth/{path}", body=body, address=address, cookies=cookies)


def sign_in(password: str, email: str = ANN, address: str = ATTACKER, device: str = "") -> Response:
    return post("sign-in", address, device, email=email, password=password)


def device_of(answer: Response) -> str:
    return answer.cookies["souk_device"].partition(";")[0]


@pytest.mark.parametrize("path", ["forgot", "resend"])
@pytest.mark.parametrize("email", [ANN, "nobody@example.com"], ids=["known", "unknown"])
def test_mail_bombing_ends_after_six_letters_whoever_has_an_account(
    directory: MemoryDirectory, path: str, email: str
) -> None:
    """From a botnet: no network address comes twice."""
    statuses = [post(path, f"203.0.113.{n}", email=email).status for n in range(1, 31)]
    assert statuses == [202] * MAILS + [429] * (30 - MAILS)
    assert len(directory.mailbox) <= MAILS


def test_sign_ups_of_a_strangers_address_end_in_429(directory: MemoryDirectory) -> None:
    """Sign-up, resend and forgot share what one mailbox gets."""
    sign_ups = [
        post("sign-up", f"203.0.113.{n}", email="victim@example.com", password=PASSWORD, name="You")
        for n in range(1, 11)
    ]
    assert [answer.status for answer in sign_ups] == [202] * MAILS + [429] * 4
    assert post("forgot", HOME, email="victim@example.com").status == 429
    assert len(directory.mailbox) == MAILS

    with clock.freeze(later(rules.CODES_SENT.seconds)):
        assert post("forgot", HOME, email="victim@example.com").status == 202


def test_a_flood_of_sign_ups_from_one_network_ends_in_429(directory: MemoryDirectory) -> None:
    made = [post("sign-up", email=f"bot-{n}@example.com", password=PASSWORD, name="Bot") for n in range(50)]
    assert [answer.status for answer in made] == [202] * rules.SIGN_UPS.most + [429] * 10
    assert "from your network" in made[-1].json["detail"]
    assert int(made[-1].headers["Retry-After"]) <= rules.SIGN_UPS.seconds


def test_guessing_one_password_stops_after_ten_wrong_ones_from_anywhere(directory: MemoryDirectory) -> None:
    statuses = [sign_in(f"guess-{n}-guess", address=f"203.0.113.{n}").status for n in range(1, 41)]
    assert statuses == [401] * rules.PASSWORDS.most + [429] * 30
    assert sign_in(PASSWORD).status == 429, "a right guess among many learns nothing"


def test_whoever_an_account_belongs_to_is_not_locked_out_by_guesses(directory: MemoryDirectory) -> None:
    device = device_of(sign_in(PASSWORD, address=HOME))
    for number in range(1, 41):
        sign_in(f"guess-{number}-guess", address=f"203.0.113.{number}")

    assert sign_in(PASSWORD, address=HOME).status == 429
    assert sign_in(PASSWORD, address=HOME, device=device).status == 200
    assert [post("forgot", f"203.0.113.{n}", email=ANN).status for n in range(1, 9)][-1] == 429
    assert post("forgot", HOME, device, email=ANN).status == 202


def test_a_stolen_device_cookie_guesses_no_further_and_a_made_up_one_is_none(directory: MemoryDirectory) -> None:
    device = device_of(sign_in(PASSWORD, address=HOME))
    stolen = [sign_in(f"guess-{n}-guess", device=device).status for n in range(20)]
    assert stolen == [401] * rules.PASSWORDS_KNOWN.most + [429] * 10

    made_up = [sign_in(f"guess-{n}-guess", device=f"{n}.made-up").status for n in range(20)]
    assert made_up == [401] * rules.PASSWORDS.most + [429] * 10


def test_spraying_one_password_over_many_accounts_stops_at_the_network(directory: MemoryDirectory) -> None:
    statuses = [sign_in("Summer2026!", email=f"user-{n}@example.com").status for n in range(110)]
    assert statuses == [401] * rules.PASSWORDS_FROM.most + [429] * 10


def test_an_office_signs_in_behind_one_address(directory: MemoryDirectory) -> None:
    assert {sign_in(PASSWORD, address=HOME).status for _ in range(150)} == {200}


def test_codes_are_not_guessed(directory: MemoryDirectory) -> None:
    post("forgot", HOME, email=ANN)
    tried = [post("reset", email=ANN, code=f"{n:06}", password="battery staple").status for n in range(15)]
    assert tried == [400] * rules.CODES_TRIED.most + [429] * 5


def test_where_the_counters_are_down_people_still_sign_in(
    directory: MemoryDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TABLE_NAME", "gone")
    assert sign_in(PASSWORD).status == 200
    assert sign_in("guess-guess-guess").status == 401
