"""The words that people agreed to are what they were, and the storefront shows them."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests.contract.template import ROOT
from users.domain.consent_texts import TEXTS, ConsentKind
from users.doors.consents.routes import UNNAMED_VERSION

# Of every version that was ever shown, the SHA-256 of its words. A line is added with a version and never changed.
SHOWN = {
    (ConsentKind.ACTIVITY, "2026-11"): "e3c8ce300f1e5d3c0bb92552168ed990b4e97a50dd36622df8bbd4705bd62409",
    (ConsentKind.MARKETING, "2026-11"): "22d3e5e21289c50bb15bff59e51817bfa4982183daae558c6d4940e4e76796be",
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
def test_the_page_of_signing_up_shows_the_words_of_now(member: str) -> None:
    source = (ROOT / "frontend/src/lib/marketing.ts").read_text()
    [shown] = re.findall(rf"^  {member}: '(.+)',$", source, re.MULTILINE)
    assert shown == getattr(TEXTS[ConsentKind.MARKETING].current, member)


def test_what_older_clients_show_is_among_the_words() -> None:
    assert TEXTS[ConsentKind.ACTIVITY].of(UNNAMED_VERSION)
