"""The words that people agreed to are what they were, and the storefront shows them."""

from __future__ import annotations

import hashlib
import re

import pytest

from notifications.domain.reader import EVERY_KIND, WORDS
from tests.contract.template import ROOT
from users.domain.consent_texts import TEXTS, TOLD, ConsentKind
from users.doors.consents.routes import UNNAMED_VERSION

# Of every version that was ever shown, the SHA-256 of its words. A line is added with a version and never changed.
SHOWN = {
    (ConsentKind.ACTIVITY, "2026-11"): "e3c8ce300f1e5d3c0bb92552168ed990b4e97a50dd36622df8bbd4705bd62409",
    (ConsentKind.MARKETING, "2026-11"): "22d3e5e21289c50bb15bff59e51817bfa4982183daae558c6d4940e4e76796be",
    (ConsentKind.BACK_IN_STOCK, "2026-11"): "10fcc433fdd99790275323f74c559d33f53800418a24927087b53980d45f3471",
    (ConsentKind.PRICE_DROP, "2026-11"): "0fe5ddb67047c0e0e5cd174a0ad138d67bf04fc4461f9410308b94eacaf391a4",
    (ConsentKind.ABANDONED_CART, "2026-11"): "3ca9d85a63fb2a14b0473fc1aa584731a145cfbd955234131159333333059517",
    (ConsentKind.REVIEW_REQUEST, "2026-11"): "631d23103989eb6a6239791760570572f913dc9c5776881c880f4ea7a50d88ac",
}


def test_words_that_were_shown_never_change_nor_go() -> None:
    words = {
        (kind, wording.version): hashlib.sha256(wording.text.encode()).hexdigest()
        for kind, texts in TEXTS.items()
        for wording in texts.wordings
    }
    assert words == SHOWN, "other words are another version"


def test_every_kind_has_words_and_each_version_once() -> None:
    assert TEXTS.keys() == {*ConsentKind}
    for texts in TEXTS.values():
        versions = [wording.version for wording in texts.wordings]
        assert len({*versions}) == len(versions)


@pytest.mark.parametrize("member", ["version", "text"])
@pytest.mark.parametrize(
    ("page", "kind"), [("marketing", ConsentKind.MARKETING), ("stockLetters", ConsentKind.BACK_IN_STOCK)]
)
def test_pages_show_the_words_of_now(page: str, kind: ConsentKind, member: str) -> None:
    source = (ROOT / f"frontend/src/lib/{page}.ts").read_text()
    [shown] = re.findall(rf"^  {member}: '(.+)',$", source, re.MULTILINE)
    assert shown == getattr(TEXTS[kind].current, member)


def test_letters_know_the_words_that_guests_are_shown() -> None:
    assert {topic.value: TEXTS[ConsentKind(topic)].current.version for topic in WORDS} == WORDS
    assert {*EVERY_KIND} == {*TOLD, ConsentKind.MARKETING}


def test_what_older_clients_show_is_among_the_words() -> None:
    assert TEXTS[ConsentKind.ACTIVITY].of(UNNAMED_VERSION)
