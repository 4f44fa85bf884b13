"""What the use cases need from outside: where links are kept, and where their anchors are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from audit.domain.chain import Anchor, ChainLink
from souk.events import Event


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is found: who did it, and what it is about, a kind and an id ("order:…"), if anything."""

    person: str
    thing: str | None


class Links(Protocol):
    def last(self, chain: str) -> ChainLink | None:
        """The chain's last link, strongly consistent."""

    def append(self, link: ChainLink, event: Event, place: Place) -> bool:
        """Adds the link unless its event is kept already, in whatever chain; whether it was added.

        Raises Stale when the chain has a link of that number.
        """

    def chain(self, chain: str) -> Iterator[ChainLink]:
        """All links of a chain in order, strongly consistent."""

    def of_person(self, person: str, since: str, limit: int, after: str | None) -> tuple[list[ChainLink], str | None]:
        """What a person did since a time (ISO 8601), newest first, and the cursor of the next page."""

    def of_thing(self, thing: str, since: str, limit: int, after: str | None) -> tuple[list[ChainLink], str | None]:
        """What was done to a thing since a time, newest first, and the cursor of the next page."""


class Anchors(Protocol):
    def put(self, anchor: Anchor) -> None:
        """Keeps an anchor where nobody can change it. The same again changes nothing."""

    def of(self, chain: str) -> Sequence[Anchor]:
        """The anchors of a chain, by the number of their link."""
