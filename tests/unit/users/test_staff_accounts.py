"""Accounts of the staff: their roles, their sessions, and the last admin."""

from __future__ import annotations

import pytest

from souk import clock
from souk.errors import NotFound
from souk.staff.changes import noted
from souk.staff.permissions import Role
from tests.unit.users.fakes import MemoryDirectory, MemoryRoles, MemorySessions, MemoryStaff, MemoryUsers
from users.domain.identity import InvitationUsed
from users.domain.second_factors import Passkey
from users.domain.sessions import Session
from users.usecases.ports import Credential
from users.usecases.sessions import Sessions
from users.usecases.staff_accounts import LastAdmin, StaffAccounts


class OnlySwitches(MemoryStaff):
    """The part of `Factors` that staff use; the rest is the person's own."""

    def has_totp(self, user_id: str) -> bool:
        raise AssertionError(user_id)

    def new_totp_secret(self, access_token: str) -> str:
        raise AssertionError(access_token)

    def verify_totp(self, access_token: str, code: str) -> None:
        raise AssertionError(access_token, code)

    def start_passkey(self, access_token: str) -> dict[str, object]:
        raise AssertionError(access_token)

    def complete_passkey(self, access_token: str, credential: Credential) -> None:
        raise AssertionError(access_token, credential)

    def passkeys(self, access_token: str) -> list[Passkey]:
        raise AssertionError(access_token)

    def remove_passkey(self, access_token: str, passkey_id: str) -> None:
        raise AssertionError(access_token, passkey_id)


@pytest.fixture
def staff() -> OnlySwitches:
    return OnlySwitches()


@pytest.fixture
def sessions() -> MemorySessions:
    return MemorySessions()


@pytest.fixture
def roles() -> MemoryRoles:
    return MemoryRoles()


@pytest.fixture
def accounts(staff: OnlySwitches, sessions: MemorySessions, roles: MemoryRoles) -> StaffAccounts:
    return StaffAccounts(staff, staff, Sessions(MemoryDirectory(), MemoryUsers(), sessions), roles)


def begin(sessions: MemorySessions, user_id: str) -> None:
    now = clock.now()
    sessions.add(Session("s", user_id, now, now, "a browser", "current", "seed", "refresh", second_factor=True))


def test_who_is_invited_has_the_one_role(accounts: StaffAccounts, staff: OnlySwitches) -> None:
    member = accounts.invite("fin@souk.example", Role.FINANCE, "root")
    assert (member.roles, staff.groups_of("fin")) == ((Role.FINANCE,), {"finance"})
    assert [(held.identity.id, held.roles) for held in accounts.listed()] == [
        ("fin", (Role.FINANCE,)),
        ("old", (Role.SUPPORT,)),
        ("root", (Role.ADMIN,)),
    ]


def test_an_invitation_is_sent_again_until_it_is_used(accounts: StaffAccounts, staff: OnlySwitches) -> None:
    accounts.invite("fin@souk.example", Role.FINANCE, "root")
    assert {member.identity.id for member in accounts.listed() if member.identity.invited} == {"fin"}
    accounts.invite_again("fin", "root")
    staff.invited.clear()
    with pytest.raises(InvitationUsed):
        accounts.invite_again("fin", "root")
    with pytest.raises(NotFound):
        accounts.invite_again("stranger", "root")
    assert staff.letters == ["fin@souk.example", "fin@souk.example"]


def test_another_role_takes_the_place_of_all_others_and_ends_the_sessions(
    accounts: StaffAccounts, staff: OnlySwitches, sessions: MemorySessions
) -> None:
    begin(sessions, "old")
    accounts.change_role("old", Role.FULFILMENT, "root")
    assert staff.groups_of("old") == {"fulfilment"}
    assert sessions.of("old") == []


def test_who_is_removed_has_no_role_and_no_session(
    accounts: StaffAccounts, staff: OnlySwitches, sessions: MemorySessions
) -> None:
    begin(sessions, "old")
    accounts.remove("old", "root")
    assert staff.groups_of("old") == set()
    assert sessions.of("old") == []
    with pytest.raises(NotFound):
        accounts.remove("old", "root")


def test_the_last_admin_neither_leaves_nor_takes_another_role(
    accounts: StaffAccounts, staff: OnlySwitches, sessions: MemorySessions
) -> None:
    begin(sessions, "root")
    with pytest.raises(LastAdmin):
        accounts.remove("root", "root")
    with pytest.raises(LastAdmin):
        accounts.change_role("root", Role.SUPPORT, "root")
    assert staff.groups_of("root") == {"admin"}
    assert len(sessions.of("root")) == 1
    accounts.invite("second@souk.example", Role.ADMIN, "root")
    accounts.remove("root", "second")
    assert staff.groups["admin"] == {"second"}


def test_a_reset_switches_the_app_off_and_ends_the_sessions(
    accounts: StaffAccounts, staff: OnlySwitches, sessions: MemorySessions
) -> None:
    begin(sessions, "old")
    accounts.reset_second_factor("old", "root")
    assert (staff.switched, sessions.of("old")) == ([("old", False)], [])


def test_roles_that_are_given_and_taken_are_noted_before_and_after(accounts: StaffAccounts) -> None:
    with noted() as heard:
        accounts.invite("fin@souk.example", Role.FINANCE, "root")
        accounts.change_role("fin", Role.SUPPORT, "root")
        accounts.remove("fin", "root")
        with pytest.raises(LastAdmin):
            accounts.remove("root", "root")
    assert [(change.thing, change.before["roles"], change.after["roles"]) for change in heard] == [
        ("user:fin", "", "finance"),
        ("user:fin", "finance", "support"),
        ("user:fin", "support", ""),
    ]


def test_what_somebody_may_is_written_down_before_it_is_taken_and_when_it_is_given(
    accounts: StaffAccounts, staff: OnlySwitches, roles: MemoryRoles
) -> None:
    staff.add("old", "finance")
    seen: list[tuple[frozenset[str], set[str]]] = []
    roles.written = lambda groups: seen.append((groups, staff.groups_of("old")))
    accounts.change_role("old", Role.SUPPORT, "root")
    assert seen == [(frozenset(), {"staff", "finance"}), (frozenset({"support"}), {"support"})]
    accounts.remove("old", "root")
    assert roles.of("old").groups == frozenset()
    assert roles.of("old").version == 4


def test_the_last_admin_who_stays_keeps_what_is_written_down(accounts: StaffAccounts, roles: MemoryRoles) -> None:
    with pytest.raises(LastAdmin):
        accounts.remove("root", "root")
    assert roles.of("root").groups == {"admin"}
