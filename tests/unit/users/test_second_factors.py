"""What one signs in with beside the password is changed by whoever knows the password, and by nobody else."""

from __future__ import annotations

import pytest

from souk import clock
from souk.errors import NotFound, Unauthenticated
from tests.unit.users.fakes import Account, MemoryDirectory, MemorySessions, MemoryUsers
from users.domain.identity import CodeRejected, Identity
from users.domain.second_factors import Passkey, PasswordWrong, SecondFactorNeeded, TotpInUse
from users.domain.sessions import Session
from users.usecases.ports import Credential
from users.usecases.second_factors import Passkeys, SecondFactors, SelfService
from users.usecases.sessions import Sessions

PASSWORD, CODE = "correct horse battery", "123456"
SHOPPER, STAFF = frozenset[str](), frozenset({"finance"})


class MemoryFactors:
    """Of one person."""

    def __init__(self) -> None:
        self.totp = False
        self.held: list[Passkey] = []

    def has_totp(self, user_id: str) -> bool:
        return self.totp

    def new_totp_secret(self, access_token: str) -> str:
        return "SECRET"

    def verify_totp(self, access_token: str, code: str) -> None:
        if code != CODE:
            raise CodeRejected

    def switch(self, user_id: str, *, totp: bool) -> None:
        self.totp = totp

    def start_passkey(self, access_token: str) -> dict[str, object]:
        return {"challenge": "c"}

    def complete_passkey(self, access_token: str, credential: Credential) -> None:
        self.held.append(Passkey(str(credential["id"]), "Passkey", clock.now()))

    def passkeys(self, access_token: str) -> list[Passkey]:
        return list(self.held)

    def remove_passkey(self, access_token: str, passkey_id: str) -> None:
        left = [passkey for passkey in self.held if passkey.id != passkey_id]
        if len(left) == len(self.held):
            raise NotFound("there is no such passkey")
        self.held = left


@pytest.fixture
def factors() -> MemoryFactors:
    return MemoryFactors()


@pytest.fixture
def own() -> SelfService:
    """Of ann, who is signed in in session s."""
    directory, sessions = MemoryDirectory(), MemorySessions()
    identity = Identity("ann", "ann@example.com", email_verified=True)
    directory.accounts[identity.email] = Account(identity, PASSWORD, "")
    directory.refresh_tokens["refresh"] = "s"
    now = clock.now()
    sessions.add(Session("s", "ann", now, now, "a browser", "current", "seed", "refresh"))
    return SelfService(directory, Sessions(directory, MemoryUsers(), sessions))


@pytest.fixture
def app(own: SelfService, factors: MemoryFactors) -> SecondFactors:
    return SecondFactors(own, factors, "Souk")


@pytest.fixture
def passkeys(own: SelfService, factors: MemoryFactors) -> Passkeys:
    return Passkeys(own, factors)


def test_an_app_counts_once_a_code_of_it_was_confirmed(app: SecondFactors, factors: MemoryFactors) -> None:
    made = app.set_up_totp("ann", "s", PASSWORD)
    assert made.uri == "otpauth://totp/Souk%3Aann%40example.com?secret=SECRET&issuer=Souk"
    with pytest.raises(CodeRejected):
        app.confirm_totp("ann", "s", "000000")
    assert not factors.totp
    app.confirm_totp("ann", "s", CODE)
    assert app.held("ann", "s").totp
    with pytest.raises(TotpInUse):
        app.set_up_totp("ann", "s", PASSWORD)


def test_who_does_not_know_the_password_changes_nothing(
    app: SecondFactors, passkeys: Passkeys, factors: MemoryFactors
) -> None:
    factors.totp = True
    passkeys.add("ann", "s", {"id": "hers"})
    wrong = "not the password"
    with pytest.raises(PasswordWrong):
        app.set_up_totp("ann", "s", wrong)
    with pytest.raises(PasswordWrong):
        app.remove_totp("ann", "s", SHOPPER, wrong)
    with pytest.raises(PasswordWrong):
        passkeys.options("ann", "s", wrong)
    with pytest.raises(PasswordWrong):
        passkeys.remove("ann", "s", "hers", wrong)
    assert (factors.totp, [passkey.id for passkey in factors.held]) == (True, ["hers"])


def test_an_ended_session_changes_nothing_either(passkeys: Passkeys, factors: MemoryFactors) -> None:
    passkeys.add("ann", "s", {"id": "hers"})
    with pytest.raises(Unauthenticated):
        passkeys.remove("ann", "ended", "hers", PASSWORD)
    assert len(factors.held) == 1


def test_a_shopper_removes_the_app_and_staff_keep_it(app: SecondFactors, factors: MemoryFactors) -> None:
    factors.totp = True
    with pytest.raises(SecondFactorNeeded):
        app.remove_totp("ann", "s", STAFF, PASSWORD)
    assert factors.totp
    app.remove_totp("ann", "s", SHOPPER, PASSWORD)
    assert not factors.totp


def test_a_passkey_is_removed_once(passkeys: Passkeys) -> None:
    passkeys.add("ann", "s", {"id": "hers"})
    passkeys.remove("ann", "s", "hers", PASSWORD)
    assert passkeys.listed("ann", "s") == []
    with pytest.raises(NotFound):
        passkeys.remove("ann", "s", "hers", PASSWORD)
