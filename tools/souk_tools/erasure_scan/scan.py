"""Looking for a person's words in pieces of what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from souk_tools.erasure_scan.pieces import Piece, leaves
from souk_tools.erasure_scan.rules import Rules, is_lawful


@dataclass(frozen=True, slots=True)
class Word:
    """Something that is a person's: what it is ("e-mail address") and its text. `pseudonym`: an id that leads to nobody
    once the account is gone."""

    kind: str
    text: str
    pseudonym: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A word that was found. `field` are the names on the way to it; the word itself is not told."""

    word: Word
    piece: Piece
    field: str
    rule: str
    lawful: bool


@dataclass(slots=True)
class Scan:
    """How many pieces of each place were looked at, and what was found in them."""

    looked_at: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def unlawful(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.lawful]


def scanned(pieces: Iterable[Piece], words: Iterable[Word], rules: Rules, now: datetime) -> Scan:
    """A word counts once for each field of a piece that has it."""
    wanted, scan = list(words), Scan()
    for piece in pieces:
        scan.looked_at[piece.place] += 1
        scan.findings += _found(piece, wanted, rules, now)
    return scan


def _found(piece: Piece, words: list[Word], rules: Rules, now: datetime) -> list[Finding]:
    found: dict[tuple[str, str], Finding] = {}
    for leaf in leaves(piece.content):
        for word in words:
            if word.text in leaf.text:
                rule = rules.rule_of(piece, leaf)
                lawful = is_lawful(piece, rule, now, pseudonym=word.pseudonym)
                name = ".".join(leaf.path)
                found[word.text, name] = Finding(word, piece, name, rule, lawful)
    return [*found.values()]
