"""How a text becomes what the index holds, and a query what is looked up: one analysis for both. Pure.

Shoppers and shops write one thing in many ways: "Wi-Fi", "wifi" and "wi fi"; "AC-1200" and "ac1200"; "30x40cm" and
"30 x 40"; "Größe" and "grösse"; "knives" and "knife". A `Term` holds one piece of a text between spaces as one word
and in its parts, so that either way of writing finds the other. Scripts that put no spaces between words (Chinese,
Japanese, Korean, Thai and their neighbours) become overlapping pairs of characters, the usual way to search them
without a dictionary.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_WORDS = 12
# Longer runs are no words a shopper types; the index drops them too.
MAX_LETTERS = 40
# A compound's head ("röstmaschine" in "Kaffeeröstmaschine") has four letters or more, what stands before it three.
HEAD, BEFORE = 4, 3

# What Unicode does not take apart but readers do (and the signs that stand for letters in sizes).
_SPELLINGS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "×": "x"}
)
# Letters whose marks are accents that people leave out: Latin, Greek, Cyrillic, Hebrew, Arabic. Elsewhere (Japanese,
# the scripts of India) a mark makes another letter.
_ACCENTED_BELOW = 0x0700
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
# Thai to Myanmar, Khmer; kana, Han and Hangul with their extensions.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# Letters and digits with single signs between them: "Wi-Fi", "O'Neill", "1.5", not the end of a sentence.
_SIGNED = re.compile(r"\w+(?:[^\w\s]\w+)+")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+")
_PART = re.compile(r"\d+|[^\d]+")
_PLURALS = {
    "children": "child", "feet": "foot", "geese": "goose", "men": "man", "mice": "mouse", "oxen": "ox",
    "people": "person", "teeth": "tooth", "women": "woman", "dice": "die", "leaves": "leaf", "knives": "knife",
    "wives": "wife", "lives": "life", "loaves": "loaf", "thieves": "thief",
}  # fmt: skip
_VES = ("shel", "scar", "wol", "hal", "cal", "el", "sel", "hoo", "dwar", "whar")  # shelves → shelf


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of a text between spaces.

    `word` is the piece as one word ("wifi"). `parts` are the words in it, split at signs and between letters and
    digits ("wi", "fi"; "30", "x", "40"); just the word where it has one part. In a script without spaces `pairs` are
    its overlapping pairs of characters and `parts` is empty.
    """

    word: str
    parts: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Lower case, without accents, in the one form that stands for all ways of writing a letter."""
    if text.isascii():
        return text.lower()
    letters: list[str] = []
    for letter in unicodedata.normalize("NFKD", text):
        accent = unicodedata.combining(letter) and letters and ord(letters[-1]) < _ACCENTED_BELOW
        if not accent:
            letters.append(letter)
    return unicodedata.normalize("NFKC", "".join(letters)).lower().translate(_SPELLINGS).translate(_KATAKANA)


def terms_of(text: str) -> Iterator[Term]:
    """The terms of a text in its order. A text of signs only has none."""
    for piece in fold(text).split():
        start = 0
        for run in _UNSPACED.finditer(piece):
            yield from _spaced(piece[start : run.start()])
            yield Term(run.group(), pairs=_pairs(run.group()))
            start = run.end()
        yield from _spaced(piece[start:])


def query_terms(text: str) -> list[Term]:
    """The terms of a query, at most twelve words of it."""
    terms: list[Term] = []
    left = MAX_WORDS
    for term in terms_of(text):
        left -= len(term.parts) or len(term.pairs)
        if left < 0 and terms:
            break
        terms.append(term)
    return terms


def words_of(text: str) -> list[str]:
    """The words of a query as a shopper would see them, folded; at most twelve."""
    return [word for piece in fold(text).split() for word in _words(piece)][:MAX_WORDS]


def code_of(text: str) -> str:
    """A SKU or barcode as it is looked up: letters and digits only. A UPC is the EAN that begins with a zero."""
    code = "".join(letter for letter in fold(text) if letter.isalnum())
    return code.lstrip("0") or code if code.isdigit() else code


def singular(word: str) -> str:
    """The singular of an English plural that no stemmer undoes ("knives"); every other word as it is."""
    if word in _PLURALS:
        return _PLURALS[word]
    return f"{word[:-3]}f" if word.endswith("ves") and word[:-3].endswith(_VES) else word


def spellings(term: Term) -> list[str]:
    """The words under which the index holds a term: its parts, itself in one, and their singulars."""
    words = dict.fromkeys([*term.parts, term.word])
    return list(dict.fromkeys([*words, *(singular(word) for word in words)]))


def joined(terms: list[Term]) -> list[str]:
    """Each two neighbours written as one word: "tooth brush" as "toothbrush"."""
    return [a.word + b.word for a, b in itertools.pairwise(terms) if a.parts and b.parts]


def heads(word: str) -> list[str]:
    """The ends of a long word, one of which may be what it is: "machine" of "coffeemachine"."""
    if not word.isalpha():
        return []
    return [word[start:] for start in range(BEFORE, len(word) - HEAD + 1)]


def unspaced(text: str) -> Iterator[Term]:
    """Of a long text, only the runs in scripts without spaces."""
    if _UNSPACED.search(text):
        yield from (term for term in terms_of(text) if term.pairs)


def respelled(text: str) -> str:
    """Of a long text, only the words that are written with signs, in one: "Wi-Fi" as "wifi"."""
    return " ".join(term.word for piece in _SIGNED.findall(text) for term in terms_of(piece) if len(term.parts) > 1)


def typo_allowance(word: str) -> int:
    """How many letters of a word may be wrong: none below four letters, one below eight, else two.

    None where there are digits: 1200 is not a misspelt 1300.
    """
    if any(letter.isdigit() for letter in word):
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _spaced(piece: str) -> Iterator[Term]:
    words = _words(piece)
    word = "".join(words)
    if not word:
        return
    if len(word) > MAX_LETTERS:
        # A path or an address, not a word: each of its words stands for itself.
        yield from (Term(each, (each,)) for each in words if len(each) <= MAX_LETTERS)
        return
    yield Term(word, tuple(part for each in words for part in _PART.findall(each)))


def _words(piece: str) -> list[str]:
    """The runs of letters and digits; a mark belongs to the letter before it."""
    if piece.isascii():
        return _ASCII_WORD.findall(piece)
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in piece)
    return kept.split()


def _pairs(run: str) -> tuple[str, ...]:
    """Overlapping pairs, and the last character alone: a single one is then the beginning of some pair, always."""
    return tuple(run[start : start + 2] for start in range(len(run)))
