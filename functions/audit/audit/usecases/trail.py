"""Recording what the staff do, and looking for it."""

from __future__ import annotations

from datetime import timedelta

from audit.domain.chain import ChainLink, following
from audit.domain.keeping import chain_of, kind_of
from audit.usecases.ports import Links, Place
from souk import clock
from souk.errors import InvalidInput
from souk.events import Event, data_of
from souk.events.audit import StaffActed
from souk.storage.versioned import until_fresh

# Consumers of six partitions may meet at one chain; each that is overtaken reads again.
_TRIES = 20
_KEPT = timedelta(days=11 * 366)


class AuditTrail:
    def __init__(self, links: Links) -> None:
        self._links = links

    def record(self, event: Event) -> bool:
        """Puts an entry at the end of today's chain; whether it was new. The same event again is not kept twice.

        Raises Unavailable when others append without end.
        """
        acted = data_of(event, StaffActed)
        place = Place(acted.actor_id, _thing(acted))

        def once() -> bool:
            now = clock.now()
            chain = chain_of(kind_of(reads=acted.reads), now)
            link = following(self._links.last(chain), chain, event.text(), clock.isoformat(now))
            return self._links.append(link, event, place)

        return until_fresh(once, _TRIES)

    def search(
        self, thing: str | None, person: str | None, since: str | None, limit: int, after: str | None
    ) -> tuple[list[ChainLink], str | None]:
        """Entries of one thing or one person, newest first, and the next page's cursor. Raises InvalidInput."""
        if (thing is None) is (person is None):
            raise InvalidInput("name an object, or a person")
        oldest = since or clock.isoformat(clock.now() - _KEPT)
        if thing is not None:
            return self._links.of_thing(thing, oldest, limit, after)
        return self._links.of_person(person or "", oldest, limit, after)


def _thing(acted: StaffActed) -> str | None:
    """What the request names first; of what it made, the first that changed."""
    named = [*acted.things, *(change.thing for change in acted.changes)]
    return named[0] if named else None
