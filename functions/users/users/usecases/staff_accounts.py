"""Accounts of the staff: invited, given another role, removed. An admin does it, and it holds at once.

A role is a group of the user pool, and everybody of the staff has one. What a session may do is asked of the users
service again and again (`Users.CheckSession`), so ending the sessions ends the access. What a person may is also
written down, for the API keys they made: before it is taken from them, and once more when it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from souk.errors import Conflict, NotFound
from souk.staff.changes import note
from souk.staff.permissions import FORMER_GROUPS, STAFF_ROLES, Role
from souk.telemetry import logger
from users.domain.identity import Identity, InvitationUsed
from users.usecases.ports import Factors, RolesRegister, StaffDirectory
from users.usecases.sessions import Sessions

_GROUPS = (*(role.value for role in STAFF_ROLES), *FORMER_GROUPS)


@dataclass(frozen=True, slots=True)
class StaffMember:
    identity: Identity
    roles: tuple[Role, ...]


class LastAdmin(Conflict):
    """Nobody could let anybody in any more."""

    code, title = "last_admin", "There has to be an admin"

    def __init__(self, message: str = "make somebody else an admin first") -> None:
        super().__init__(message)


class StaffAccounts:
    def __init__(self, directory: StaffDirectory, factors: Factors, sessions: Sessions, roles: RolesRegister) -> None:
        self._directory = directory
        self._factors = factors
        self._sessions = sessions
        self._roles = roles

    def listed(self) -> list[StaffMember]:
        """By e-mail address."""
        people: dict[str, StaffMember] = {}
        for group in _GROUPS:
            for identity in self._directory.in_group(group):
                held = people.get(identity.id)
                people[identity.id] = StaffMember(identity, (*(held.roles if held else ()), _role(group)))
        return sorted(people.values(), key=lambda member: member.identity.email)

    def invite(self, email: str, role: Role, actor: str) -> StaffMember:
        """A letter with a password for the first sign-in goes out; who has an account already keeps it."""
        identity = self._directory.invite(email)
        self._give(identity.id, role, actor)
        return StaffMember(identity, (role,))

    def invite_again(self, user_id: str, actor: str) -> StaffMember:
        """For whoever let the time pass or lost the letter. Raises NotFound for who is not of the staff, and
        InvitationUsed."""
        member = self._member(user_id)
        if not member.identity.invited:
            raise InvitationUsed
        self._directory.invite_again(member.identity.email)
        logger.info("staff invited again", extra={"user_id": user_id, "actor": actor})
        return member

    def change_role(self, user_id: str, role: Role, actor: str) -> StaffMember:
        """Raises NotFound for who is not of the staff, LastAdmin."""
        member = self._member(user_id)
        self._give(user_id, role, actor)
        return StaffMember(member.identity, (role,))

    def remove(self, user_id: str, actor: str) -> None:
        """Their account stays, as a shopper's. Raises NotFound, LastAdmin."""
        self._member(user_id)
        before = self._take(user_id, _GROUPS)
        self._write_down(user_id, set())
        note(f"user:{user_id}", {"roles": _told(before)}, {"roles": ""})
        self._sessions.close_all(user_id)
        logger.info("staff removed", extra={"user_id": user_id, "actor": actor})

    def reset_second_factor(self, user_id: str, actor: str) -> None:
        """Of anybody who lost their app and has shown who they are. Their sessions end. Raises NotFound.

        Passkeys stay: only their owner can remove them, and each is a device they hold.
        """
        self._factors.switch(user_id, totp=False)
        self._sessions.close_all(user_id)
        logger.warning("second factor reset", extra={"user_id": user_id, "actor": actor})

    def _give(self, user_id: str, role: Role, actor: str) -> None:
        before = self._take(user_id, tuple(group for group in _GROUPS if group != role.value))
        self._directory.add(user_id, role.value)
        self._write_down(user_id, {role.value})
        note(f"user:{user_id}", {"roles": _told(before)}, {"roles": role.value})
        self._sessions.close_all(user_id)  # what they hold says the role of before
        logger.info("staff role given", extra={"user_id": user_id, "role": role.value, "actor": actor})

    def _take(self, user_id: str, groups: tuple[str, ...]) -> set[str]:
        """The groups they were in before."""
        before = self._directory.groups_of(user_id)
        leaving = before & set(groups)
        if leaving:
            self._write_down(user_id, before - leaving)
        if Role.ADMIN.value in leaving:
            self._resign(user_id, before)
        for group in leaving - {Role.ADMIN.value}:
            self._directory.remove(user_id, group)
        return before

    def _write_down(self, user_id: str, groups: set[str]) -> None:
        self._roles.write(user_id, frozenset(groups & set(_GROUPS)))

    def _resign(self, user_id: str, before: set[str]) -> None:
        """Looks who is left afterwards: two admins who remove each other at the same moment both find nobody."""
        self._directory.remove(user_id, Role.ADMIN.value)
        if not self._directory.in_group(Role.ADMIN.value):
            self._directory.add(user_id, Role.ADMIN.value)
            self._write_down(user_id, before)
            raise LastAdmin

    def _member(self, user_id: str) -> StaffMember:
        member = next((member for member in self.listed() if member.identity.id == user_id), None)
        if member is None:
            raise NotFound("this person is not of the staff")
        return member


def _told(groups: set[str]) -> str:
    """Those that are roles, as the trail has them."""
    return ", ".join(sorted(groups & set(_GROUPS)))


def _role(group: str) -> Role:
    return FORMER_GROUPS.get(group) or Role(group)
