"""Whether an API key holds, and what it permits at this moment."""

from __future__ import annotations

from souk import clock
from souk.limits.limits import Charge, Limits
from souk.limits.rules import KEY_REQUESTS, REQUESTS_IN_A_LOT
from souk.staff.permissions import Permission
from users.usecases.ports import ApiKeys, Profiles, RolesRegister


class KeyChecking:
    def __init__(self, keys: ApiKeys, roles: RolesRegister, profiles: Profiles, limits: Limits) -> None:
        self._keys = keys
        self._roles = roles
        self._profiles = profiles
        self._limits = limits

    def permitted(self, key_id: str, digest: bytes) -> frozenset[Permission]:
        """Empty when it does not hold. A lot of requests is charged when it does. Raises RateLimited.

        Whoever closes their account, or is blocked, acts through no key either.
        """
        key = self._keys.get(key_id)
        secret = key.opened_by(digest, clock.now()) if key else None
        if key is None or secret is None:
            return frozenset()
        permits = key.permits(self._roles.of(key.maker).groups)
        if not permits or self._is_out(key.maker):
            return frozenset()
        self._limits.take(Charge(KEY_REQUESTS, key.id, REQUESTS_IN_A_LOT))
        today = clock.now().date()
        if secret.used_on is None or secret.used_on < today:
            self._keys.used(key, secret, today)
        return permits

    def _is_out(self, user_id: str) -> bool:
        profile = self._profiles.get(user_id)
        return profile is not None and (profile.closing is not None or bool(profile.block and profile.block.blocked))
