"""What staff do with endpoints."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from souk import clock
from souk.errors import Conflict, NotFound, PreconditionFailed
from souk.ids import new_id
from souk.staff.changes import Value, note
from souk.storage.versioned import Stale, require_version
from webhooks.domain.endpoint import MOST, Endpoint, OffReason
from webhooks.domain.signing import SECRET_BYTES, secret_of
from webhooks.usecases.ports import Endpoints, SigningSecrets, Targets


class EndpointDesk:
    """A secret is answered where it is made and nowhere else. Every change names the version it is based on, and raises
    PreconditionFailed when that is not the stored one."""

    def __init__(self, endpoints: Endpoints, secrets: SigningSecrets, targets: Targets) -> None:
        self._endpoints = endpoints
        self._secrets = secrets
        self._targets = targets

    def listed(self) -> list[Endpoint]:
        return self._endpoints.all()

    def show(self, endpoint_id: str) -> Endpoint:
        """Raises NotFound."""
        return found(self._endpoints, endpoint_id)

    def create(
        self, url: str, description: str, event_types: frozenset[str], personal_data: bool, enabled: bool
    ) -> tuple[Endpoint, str]:
        """The endpoint and its secret. Raises InvalidInput for the address, Conflict when it has one or there is no
        room."""
        self._targets.check(url)
        there = self._endpoints.all()
        if any(other.url == url for other in there):
            raise Conflict("there is an endpoint of this address; change it, or its secret")
        if len(there) >= MOST:
            raise Conflict(f"there are {MOST} endpoints; take one away first")
        now = clock.now()
        off = None if enabled else OffReason.STAFF
        endpoint = Endpoint(new_id(), url, new_id(), now, now, now, description, event_types, personal_data, off)
        secret = self._new_secret(endpoint.id, endpoint.secret_id)
        self._endpoints.add(endpoint)
        note(f"webhook_endpoint:{endpoint.id}", {}, _noted(endpoint))
        return endpoint, secret

    def change(self, endpoint_id: str, version: int, fields: Mapping[str, Any]) -> Endpoint:
        """`fields` are url, description, event_types, personal_data and enabled, as far as they change."""
        before = self._based_on(endpoint_id, version)
        if "url" in fields:
            self._targets.check(fields["url"])
        to = replace(before, **{name: value for name, value in fields.items() if name != "enabled"})
        if "enabled" in fields:
            to = to.switched_on(clock.now()) if fields["enabled"] else replace(to, off=to.off or OffReason.STAFF)
        after = before.changed(to, clock.now())
        self._write(before, after)
        return after

    def rotate(self, endpoint_id: str, version: int) -> tuple[Endpoint, str]:
        """Another secret, beside which the one before signs for a day."""
        before = self._based_on(endpoint_id, version)
        after = before.rotated(new_id(), clock.now())
        secret = self._new_secret(endpoint_id, after.secret_id)
        try:
            self._write(before, after)
        except PreconditionFailed:
            self._secrets.remove(endpoint_id, [after.secret_id])
            raise
        held = {former.id for former in after.former}
        self._secrets.remove(endpoint_id, [former.id for former in before.former if former.id not in held])
        return after, secret

    def remove(self, endpoint_id: str, version: int) -> None:
        """What was to be sent to it is not sent any more."""
        endpoint = self._based_on(endpoint_id, version)
        try:
            self._endpoints.remove(endpoint)
        except Stale as error:
            raise _overtaken() from error
        self._secrets.remove(endpoint_id, [endpoint.secret_id, *(former.id for former in endpoint.former)])
        note(f"webhook_endpoint:{endpoint_id}", _noted(endpoint), {})

    def _new_secret(self, endpoint_id: str, secret_id: str) -> str:
        """Kept before the endpoint names it: one that nobody names does no harm."""
        secret = secret_of(randomness.token_bytes(SECRET_BYTES))
        self._secrets.put(endpoint_id, secret_id, secret)
        return secret

    def _based_on(self, endpoint_id: str, version: int) -> Endpoint:
        endpoint = self.show(endpoint_id)
        require_version(version, endpoint.version)
        return endpoint

    def _write(self, before: Endpoint, after: Endpoint) -> None:
        try:
            self._endpoints.change(before, after)
        except Stale as error:
            raise _overtaken() from error
        note(f"webhook_endpoint:{after.id}", _noted(before), _noted(after))


def found(endpoints: Endpoints, endpoint_id: str) -> Endpoint:
    """Raises NotFound."""
    endpoint = endpoints.find(endpoint_id)
    if endpoint is None:
        raise NotFound("there is no such endpoint")
    return endpoint


def _overtaken() -> PreconditionFailed:
    return PreconditionFailed("it was changed since you looked at it; look again")


def _noted(endpoint: Endpoint) -> dict[str, Value]:
    """An address may hold a word that only its owner knows, so that it is not said."""
    return {
        "event_types": " ".join(sorted(endpoint.event_types)) or "all",
        "personal_data": endpoint.personal_data,
        "off": endpoint.off.value if endpoint.off else None,
        "secret": endpoint.secret_id,
        "version": endpoint.version,
    }
