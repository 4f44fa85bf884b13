"""Chains: whatever is done to a link shows, at the first link that it was done to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.chain import Anchor, ChainLink, first_break, following
from audit.domain.keeping import Kind, chain_of, chains_between, kept_until, kind_of

CHAIN = "change#2026-11-29"


def chained(entries: list[str], chain: str = CHAIN) -> list[ChainLink]:
    links: list[ChainLink] = []
    for entry in entries:
        links.append(following(links[-1] if links else None, chain, entry, "2026-11-29T04:00:00.000Z"))
    return links


LINKS = chained(["a", "b", "c", "d"])


def rewritten(at: int, entry: str) -> list[ChainLink]:
    """As somebody would who can compute hashes: the entry is another, and all that follows is made anew."""
    return chained([entry if number == at else link.entry for number, link in enumerate(LINKS, start=1)])


def test_a_chain_as_it_was_written_holds() -> None:
    assert first_break(CHAIN, LINKS, [Anchor(CHAIN, 2, LINKS[1].digest)]) is None
    assert first_break(CHAIN, []) is None


@pytest.mark.parametrize(
    ("tampered", "number", "what"),
    [
        (lambda: [LINKS[0], replace(LINKS[1], entry="x"), *LINKS[2:]], 2, "was changed"),
        (lambda: [LINKS[0], replace(LINKS[1], recorded_at="2026-11-28"), *LINKS[2:]], 2, "was changed"),
        (lambda: [LINKS[0], replace(LINKS[1], digest="0" * 64), *LINKS[2:]], 2, "was changed"),
        (lambda: [LINKS[0], *LINKS[2:]], 2, "is missing"),
        (lambda: LINKS[1:], 1, "is missing"),
        (lambda: [LINKS[1], LINKS[0], *LINKS[2:]], 1, "is missing"),
        (lambda: [*LINKS[:2], rewritten(1, "x")[2], LINKS[3]], 3, "does not follow the link before it"),
        (lambda: [*LINKS[:2], LINKS[1], *LINKS[2:]], 3, "is missing"),
        (lambda: chained(["a", "b"], "read#2026-11-29"), 1, "does not follow the link before it"),
    ],
    ids=["entry", "time", "digest", "taken out", "first taken out", "order", "spliced", "twice", "another chain's"],
)
def test_what_was_done_to_a_link_is_seen_there(tampered: Callable[[], list[ChainLink]], number: int, what: str) -> None:
    found = first_break(CHAIN, tampered())
    assert found is not None
    assert (found.chain, found.number, found.what) == (CHAIN, number, what)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_chain_that_was_made_anew_is_not_what_its_anchor_says(at: int) -> None:
    anchor = Anchor(CHAIN, 3, LINKS[2].digest)
    assert first_break(CHAIN, rewritten(at, "x")) is None
    found = first_break(CHAIN, rewritten(at, "x"), [anchor])
    assert found is not None
    assert (found.number, found.what) == (3, "is not what its anchor says")


@pytest.mark.parametrize("left", [0, 1, 2])
def test_what_was_taken_from_the_end_is_missing_by_its_anchor(left: int) -> None:
    found = first_break(CHAIN, LINKS[:left], [Anchor(CHAIN, 3, LINKS[2].digest)])
    assert found is not None
    assert (found.number, found.what) == (left + 1, "is missing")


@given(st.lists(st.text(max_size=20), min_size=1, max_size=12), st.data())
def test_no_entry_can_be_another_without_a_break(entries: list[str], data: st.DataObject) -> None:
    links = chained(entries)
    at = data.draw(st.integers(0, len(links) - 1))
    other = data.draw(st.text(max_size=20).filter(lambda text: text != links[at].entry))
    assert first_break(CHAIN, links) is None
    found = first_break(CHAIN, [*links[:at], replace(links[at], entry=other), *links[at + 1 :]])
    assert found is not None
    assert found.number == at + 1


def test_an_entry_goes_to_the_chain_of_its_kind_and_day() -> None:
    at = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    assert chain_of(kind_of(reads=True), at) == "read#2026-11-29"
    assert chain_of(kind_of(reads=False), at) == "change#2026-11-29"
    assert chains_between(at.date(), at.date()) == ["change#2026-11-29", "read#2026-11-29"]


@pytest.mark.parametrize(
    ("kind", "until"), [(Kind.CHANGE, "2037-01-01T00:00:00+00:00"), (Kind.READ, "2027-11-30T00:00:00+00:00")]
)
def test_what_explains_the_books_is_kept_ten_years_from_the_years_end_and_what_was_read_a_year(
    kind: Kind, until: str
) -> None:
    assert kept_until(f"{kind}#2026-11-29").isoformat() == until
