"""API keys for admins: made, listed, revoked.

A key stands on the roles of who made it: they are written down with the first one, and by every change from then on
(`users.usecases.staff_accounts`), so that whoever leaves takes the rights of their keys along.
"""

from __future__ import annotations

from datetime import datetime

from souk import clock
from souk.errors import InvalidInput, NotFound
from souk.staff.api_key import new_key, presented
from souk.staff.changes import note
from souk.staff.permissions import NOT_FOR_KEYS, Permission, permissions_of
from souk.storage.versioned import until_fresh
from souk.telemetry import logger
from users.domain.api_keys import MOST_KEYS, ApiKey, ListedKey, TooManyKeys
from users.usecases.ports import ApiKeys, RolesRegister, StaffDirectory


class KeyMaking:
    def __init__(self, keys: ApiKeys, roles: RolesRegister, directory: StaffDirectory) -> None:
        self._keys = keys
        self._roles = roles
        self._directory = directory

    def listed(self) -> list[ListedKey]:
        """The newest first."""
        keys = sorted(self._keys.all(), key=lambda key: key.made_at, reverse=True)
        groups = {maker: self._roles.of(maker).groups for maker in {key.maker for key in keys}}
        now = clock.now()
        return [
            ListedKey(key, frozenset() if key.ends_at and key.ends_at <= now else key.permits(groups[key.maker]))
            for key in keys
        ]

    def make(
        self, name: str, permissions: frozenset[Permission], ends_at: datetime | None, maker: str
    ) -> tuple[ApiKey, str]:
        """The key, and its text, which is kept nowhere. Raises InvalidInput, TooManyKeys."""
        if ends_at is not None and ends_at <= clock.now():
            raise _wrong("expires_at", "Choose a time that is still to come.")
        if len(self._keys.all()) >= MOST_KEYS:
            raise TooManyKeys(f"there can be {MOST_KEYS}; revoke one that is not used any more")
        refused = permissions - (permissions_of(self._written_down(maker)) - NOT_FOR_KEYS)
        if refused:
            raise _wrong("permissions", f"A key of yours cannot be given {', '.join(sorted(refused))}.")
        text = new_key()
        shown = presented(text)
        if shown is None:
            raise RuntimeError("a new key is a key")
        key = ApiKey(shown.id, name, permissions, maker, clock.now(), shown.digest, ends_at)
        self._keys.add(key)
        note(f"api_key:{key.id}", {}, {"permissions": ", ".join(sorted(permissions))})
        logger.info("API key made", extra={"key_id": key.id, "actor": maker})
        return key, text

    def revoke(self, key_id: str, actor: str) -> None:
        """Raises NotFound."""
        if not self._keys.remove(key_id):
            raise NotFound("there is no such API key")
        note(f"api_key:{key_id}", {"holds": True}, {"holds": False})
        logger.info("API key revoked", extra={"key_id": key_id, "actor": actor})

    def _written_down(self, maker: str) -> frozenset[str]:
        """The groups that Cognito knows, on record from now on.

        Not when they are changed meanwhile: whoever changes them writes after Cognito, so what was read is read again.
        """

        def write() -> frozenset[str]:
            held = self._roles.of(maker)
            groups = frozenset(self._directory.groups_of(maker))
            if groups != held.groups:
                self._roles.write_if(maker, groups, held.version)
            return groups

        return until_fresh(write)


def _wrong(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, errors=[{"field": field, "message": message}])
