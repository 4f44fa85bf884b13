"""Chains of entries: each link's hash covers its entry and the link before it.

Whoever changes, takes out or slips in an entry breaks the chain there, or has to make anew all that follows, and then
the anchors disagree, which are kept where nobody can change them. The construction is that of linked time-stamping
(Haber and Stornetta, "How to Time-Stamp a Digital Document", 1991), which AWS CloudTrail's digest files use too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One entry in its place. `number` counts from 1, `entry` is the event's text as it came, `previous` and `digest`
    are SHA-256 in hexadecimal digits, `recorded_at` is in ISO 8601.
    """

    chain: str
    number: int
    recorded_at: str
    entry: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a chain stood at a time: what its link `number` had to be."""

    chain: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that is wrong with a chain: at which link, and what."""

    chain: str
    number: int
    what: str


def following(last: ChainLink | None, chain: str, entry: str, recorded_at: str) -> ChainLink:
    """The next link of a chain; without a last one, its first."""
    number = last.number + 1 if last else 1
    previous = last.digest if last else beginning(chain)
    return ChainLink(chain, number, recorded_at, entry, previous, _digest(chain, number, recorded_at, entry, previous))


def beginning(chain: str) -> str:
    """What stands before the first link: no chain goes on from another's."""
    return hashlib.sha256(chain.encode()).hexdigest()


def first_break(chain: str, links: Iterable[ChainLink], anchors: Sequence[Anchor] = ()) -> Break | None:
    """The first link, in order, that is not as it was written; None for a chain that holds.

    A link that is missing at the end only the anchors show.
    """
    expected, wanted = beginning(chain), {anchor.number: anchor.digest for anchor in anchors}
    number = 0
    for number, link in enumerate(links, start=1):
        what = _wrong(chain, number, link, expected, wanted.pop(number, link.digest))
        if what:
            return Break(chain, number, what)
        expected = link.digest
    return Break(chain, number + 1, "is missing") if wanted else None


def _wrong(chain: str, number: int, link: ChainLink, previous: str, anchored: str) -> str:
    if link.number != number:
        return "is missing"
    if link.previous != previous:
        return "does not follow the link before it"
    if link.digest != _digest(chain, number, link.recorded_at, link.entry, link.previous):
        return "was changed"
    return "" if link.digest == anchored else "is not what its anchor says"


def _digest(chain: str, number: int, recorded_at: str, entry: str, previous: str) -> str:
    # As a JSON list: no two different links have the same text.
    text = json.dumps([chain, number, recorded_at, entry, previous], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
