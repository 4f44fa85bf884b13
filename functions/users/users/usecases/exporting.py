"""Asking for one's data, and seeing how far it has come (see `users.domain.exports`)."""

from __future__ import annotations

from souk import clock
from souk.errors import NotFound
from souk.events.factory import new_event
from souk.events.users import ExportAsked
from souk.ids import new_id
from souk.limits import rules
from souk.limits.limits import Charge, Limits
from souk.storage.versioned import until_fresh
from users.domain.closing import ErasureBegun
from users.domain.exports import Export, ExportState
from users.usecases.ports import ExportFiles, PersonExports, Profiles


class Exporting:
    def __init__(self, profiles: Profiles, exports: PersonExports, files: ExportFiles, limits: Limits) -> None:
        self._profiles = profiles
        self._exports = exports
        self._files = files
        self._limits = limits

    def ask(self, user_id: str) -> Export:
        """Begins an export, in the place of the one before; while one is under way it is that one.

        Raises NotFound, ErasureBegun, RateLimited.
        """
        profile = self._profiles.get(user_id)
        if profile is None:
            raise NotFound("there is no such user")
        if profile.closing and profile.closing.is_final:
            raise ErasureBegun("what is held of you is being removed")
        return until_fresh(lambda: self._begun(user_id))

    def _begun(self, user_id: str) -> Export:
        held = self._exports.of(user_id)
        if held and held.state(clock.now()) is ExportState.UNDER_WAY:
            return held
        self._limits.take(Charge(rules.EXPORTS, user_id))
        if held:
            # First, so that no archive is left of which nobody knows.
            self._files.remove_archive(held.id)
        export = Export(new_id(), user_id, clock.now())
        data = ExportAsked(user_id=user_id, export_id=export.id)
        self._exports.begin(
            export, held, new_event("user.export_asked", aggregate_id=user_id, aggregate_version=1, data=data)
        )
        return export

    def of(self, user_id: str) -> Export | None:
        return self._exports.of(user_id)

    def link(self, export: Export) -> str:
        """Of one that is ready."""
        return self._files.link(export.id)


class ForgottenExports:
    """No copy of a person's data outlives the person's account."""

    def __init__(self, exports: PersonExports, files: ExportFiles) -> None:
        self._exports = exports
        self._files = files

    def forget(self, user_id: str) -> None:
        """The files first: the record leads to them. Then once more: a part may have been noted before the record went.
        What is written later belongs to no export, and is removed when it is told of."""
        held = self._exports.of(user_id)
        if held:
            self._remove(held.id)
            self._exports.forget(user_id)
            self._remove(held.id)

    def _remove(self, export_id: str) -> None:
        self._files.clear_parts(export_id)
        self._files.remove_archive(export_id)
