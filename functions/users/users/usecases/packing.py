"""Makes one archive of the parts that the services write (see `users.domain.exports`).

Each part and each archive is told of when it is written, at least once. Whatever dies is done again when it is told
again, or by the timer. Two that see the last part at once pack the same archive twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from souk import clock
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import ExportReady
from souk.exports.readable import Json
from souk.storage.versioned import Stale
from souk.telemetry import count, logger
from users.domain.exports import EARLY, KEPT, LEFT_OUT, PATIENCE, Export
from users.domain.profile import Profile
from users.usecases.ports import ArchiveFile, ExportFiles, OwnRecords, PersonExports, Profiles


class Packing:
    """`groups` says which groups of customers somebody is in, to be read by them."""

    def __init__(
        self,
        profiles: Profiles,
        exports: PersonExports,
        files: ExportFiles,
        own: OwnRecords,
        groups: Callable[[str], Iterable[Json]],
    ) -> None:
        self._groups = groups
        self._profiles = profiles
        self._exports = exports
        self._files = files
        self._own = own

    def part_arrived(self, export_id: str, part: str) -> None:
        """What belongs to no export that is under way is removed."""
        held = self._exports.find(export_id)
        noted = self._exports.arrived(held, part) if held else None
        if noted is None:
            self._files.clear_parts(export_id)
        elif noted.is_whole:
            self._pack(noted)

    def archive_arrived(self, export_id: str) -> None:
        """Removes one whose person was forgotten while it was packed."""
        if self._exports.find(export_id) is None:
            self._files.remove_archive(export_id)

    def look_after(self, limit: int = 100) -> int:
        """Finds parts that were not told of, and packs what there is where one is waited for in vain.

        Answers how many exports it looked at.
        """
        waiting = self._exports.open_since(clock.now() - EARLY, limit)
        for export in waiting:
            self._look_after(export)
        return len(waiting)

    def _look_after(self, export: Export) -> None:
        current: Export | None = export
        for part in sorted(self._files.arrived(export.id) - export.arrived):
            current = self._exports.arrived(export, part)
        if current is None:
            return
        late = current.asked_at + PATIENCE <= clock.now()
        if late and not current.is_whole:
            logger.error("an export is packed without all its parts", extra={"services": list(current.lacking)})
            count("ExportsIncomplete")
        if late or current.is_whole:
            self._pack(current)

    def _pack(self, export: Export) -> None:
        profile = self._profiles.get(export.user_id)
        if profile is None:
            return  # forgotten this very moment, and the export with it
        size = self._files.pack(export.id, self._archive(export))
        try:
            self._exports.finish(export.packed(size), clock.now(), _told(profile))
        except Stale:
            self.archive_arrived(export.id)
            return
        self._files.clear_parts(export.id)
        count("ExportsReady")
        logger.info("an export is ready", extra={"bytes": size, "parts": len(export.files)})

    def _archive(self, export: Export) -> Iterator[ArchiveFile]:
        """One file after the other, so that one part is in memory at a time."""
        names = []
        own = self._own.kinds(export.user_id)
        for kind, records in (*own, ("groups", self._groups(export.user_id))):
            names.append(f"users/{kind}.json")
            yield names[-1], _array(records)
        for part in export.files:
            names.append(part)
            yield part, [self._files.read(export.id, part)]
        yield "index.json", [_json(_index(export, names))]


def _index(export: Export, names: list[str]) -> Json:
    return {
        "asked_at": clock.isoformat(export.asked_at),
        "made_at": clock.isoformat(clock.now()),
        "files": [*names],
        "missing": list(export.lacking),
        "not_included": [asdict(left_out) for left_out in LEFT_OUT],
        "amounts": "in the smallest unit of their currency: 1999 EUR are 19.99 euro",
        "times": "in UTC (RFC 3339)",
    }


def _array(records: Iterable[Json]) -> Iterator[bytes]:
    before = b"[\n"
    for record in records:
        yield before + _json(record)
        before = b",\n"
    yield b"\n]" if before == b",\n" else b"[]"


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _told(profile: Profile) -> Event:
    data = ExportReady(
        user_id=profile.id, email=profile.email, until=clock.isoformat(clock.now() + KEPT), locale=profile.locale
    )
    return new_event("user.export_ready", aggregate_id=profile.id, aggregate_version=1, data=data)
