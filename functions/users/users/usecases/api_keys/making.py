"""API keys for admins: made, listed, given another secret, revoked.

A key stands on the roles of who made it: they are written down with the first one, and by every change from then on
(`users.usecases.staff_accounts`), so that whoever leaves takes the rights of their keys along.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from souk import clock
from souk.errors import Forbidden, InvalidInput, NotFound
from souk.staff.api_key import PresentedKey, new_key, presented
from souk.staff.changes import Value, note
from souk.staff.permissions import NOT_FOR_KEYS, Permission, permissions_of
from souk.storage.versioned import require_version, until_fresh
from souk.telemetry import logger
from users.domain.api_keys import MOST_KEYS, ApiKey, KeySecret, ListedKey, TooManyKeys
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
        return [ListedKey(key, frozenset() if key.has_ended(now) else key.permits(groups[key.maker])) for key in keys]

    def make(
        self, name: str, permissions: frozenset[Permission], ends_at: datetime | None, maker: str
    ) -> tuple[ListedKey, str]:
        """The key, and its text, which is kept nowhere. Raises InvalidInput, TooManyKeys."""
        if ends_at is not None and ends_at <= clock.now():
            raise _wrong("expires_at", "Choose a time that is still to come.")
        if len(self._keys.all()) >= MOST_KEYS:
            raise TooManyKeys(f"there can be {MOST_KEYS}; revoke one that is not used any more")
        refused = permissions - (permissions_of(self._written_down(maker)) - NOT_FOR_KEYS)
        if refused:
            raise _wrong("permissions", f"A key of yours cannot be given {', '.join(sorted(refused))}.")
        text = new_key()
        shown = _shown(text)
        key = ApiKey(shown.id, name, permissions, maker, clock.now(), KeySecret(shown.digest), ends_at)
        self._keys.add(key)
        note(f"api_key:{key.id}", {}, {"permissions": ", ".join(sorted(permissions))})
        logger.info("API key made", extra={"key_id": key.id, "actor": maker})
        return ListedKey(key, permissions), text

    def rotate(
        self, key_id: str, overlap: timedelta, version: int, may: frozenset[Permission], actor: str
    ) -> tuple[ListedKey, str]:
        """The key, and its text with another secret. `may` is what the actor may themselves.

        Raises NotFound, PreconditionFailed, KeyCannotRotate, and Forbidden when it permits what the actor may not.
        """
        text = new_key(key_id)

        def rotated(key: ApiKey) -> ApiKey:
            if self._listed(key).permits - may:
                raise Forbidden("this key permits more than you may; who made it can change its secret")
            return key.rotated(_shown(text).digest, overlap, clock.now())

        after = self._change(key_id, version, rotated)
        logger.info("API key has another secret", extra={"key_id": key_id, "actor": actor})
        return self._listed(after), text

    def end_earlier(self, key_id: str, version: int, actor: str) -> ListedKey:
        """The secret before the present one opens nothing more. Raises NotFound, PreconditionFailed."""
        after = self._change(key_id, version, ApiKey.without_earlier)
        logger.info("earlier secret of an API key ended", extra={"key_id": key_id, "actor": actor})
        return self._listed(after)

    def revoke(self, key_id: str, actor: str) -> None:
        """Raises NotFound."""
        if not self._keys.remove(key_id):
            raise _unknown()
        note(f"api_key:{key_id}", {"holds": True}, {"holds": False})
        logger.info("API key revoked", extra={"key_id": key_id, "actor": actor})

    def _listed(self, key: ApiKey) -> ListedKey:
        ended = key.has_ended(clock.now())
        return ListedKey(key, frozenset() if ended else key.permits(self._roles.of(key.maker).groups))

    def _change(self, key_id: str, version: int, change: Callable[[ApiKey], ApiKey]) -> ApiKey:
        def write() -> ApiKey:
            before = self._keys.get(key_id)
            if before is None:
                raise _unknown()
            require_version(version, before.version)
            after = change(before)
            self._keys.change(before, after)
            note(f"api_key:{key_id}", _noted(before), _noted(after))
            return after

        return until_fresh(write)

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


def _shown(text: str) -> PresentedKey:
    shown = presented(text)
    if shown is None:
        raise RuntimeError("a new key is a key")
    return shown


def _noted(key: ApiKey) -> dict[str, Value]:
    until = key.earlier and key.earlier.until
    return {"secret": key.version, "earlier_until": until.isoformat() if until else None}


def _unknown() -> NotFound:
    return NotFound("there is no such API key")


def _wrong(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, errors=[{"field": field, "message": message}])
