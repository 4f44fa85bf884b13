"""What of the index a query's text matches: every way of writing its words, the best one counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from search.domain.words import Term, code_of, singular, typo_allowance

# What a match is worth: a code is meant as nothing else, the title says what a thing is, a typo is a guess, a prefix is
# a word not finished, the end of a compound is what it is and its beginning what it is for.
CODE, CODE_PREFIX = 20.0, 6.0
TITLE, JOINED, WORDS, BODY, PREFIX, HEAD, BEGINNING, INSIDE = 8.0, 6.0, 3.0, 1.0, 2.0, 1.5, 0.8, 0.1
TYPO_TITLE, TYPO_WORDS = 0.5, 0.2
# From how many letters on a word is looked for in others: at their end always, elsewhere when nothing else has it.
HEAD_LETTERS, BEGINNING_LETTERS, INSIDE_LETTERS, CODE_LETTERS = 5, 4, 3, 3


@dataclass(frozen=True, slots=True)
class Match:
    """The query that stands for a text. See `criteria.Found` for `missing` and `close`."""

    query: Query
    missing: tuple[str, ...] = ()
    close: bool = False


def matching(index: tantivy.Index, terms: Sequence[Term], written: str) -> Match:
    """What has all of the terms.

    Where nothing has: what has them inside of words; then, without those that nothing has, the rest; then any of them.
    Each costs a look more, and only where a shopper would have found nothing.
    """
    text = _Text(index, terms, written)
    for query in (text.all_of(terms, loose=False), text.all_of(terms, loose=True)):
        if text.matches(query):
            return Match(query)
    known = [term for term in terms if text.matches(text.all_of([term], loose=True))]
    missing = tuple(term.word for term in terms if term not in known)
    together = text.all_of(known, loose=True)
    if known and missing and text.matches(together):
        return Match(together, missing)
    if len(known) > 1:
        return Match(text.any_of(known), missing, close=True)
    return Match(Query.empty_query())


class _Text:
    """The terms of one query on one index."""

    def __init__(self, index: tantivy.Index, terms: Sequence[Term], written: str) -> None:
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        self._last = terms[-1]
        self._code = code_of(written)

    def matches(self, query: Query) -> bool:
        listed = Query.boolean_query([(Occur.Must, self._term("listed", 1)), (Occur.Must, query)])
        return bool(self._searcher.search(listed, limit=1, count=False).hits)

    def all_of(self, terms: Sequence[Term], *, loose: bool) -> Query:
        """Each term, or the whole query as one code (a SKU may be written with spaces)."""
        if not terms:
            return Query.empty_query()
        each = Query.boolean_query([(Occur.Must, self._one(terms, at, loose=loose)) for at in range(len(terms))])
        whole = Query.boost_query(self._term("code", self._code), CODE)
        return Query.disjunction_max_query([each, whole]) if len(terms) > 1 and self._code else each

    def any_of(self, terms: Sequence[Term]) -> Query:
        return Query.boolean_query([(Occur.Should, self._one(terms, at, loose=True)) for at in range(len(terms))])

    def _one(self, terms: Sequence[Term], at: int, *, loose: bool) -> Query:
        """One term in any of its spellings: in parts, as one word, as one word with a neighbour, as a code."""
        term = terms[at]
        if term.pairs:
            return self._unspaced(term)
        ways = [self._parts(term, loose=loose), *self._codes(term)]
        if len(term.parts) > 1:
            ways += self._as_one_word(term.word)
        for neighbours in (terms[at - 1 : at + 1] if at else (), terms[at : at + 2]):
            if len(neighbours) == 2 and all(each.parts for each in neighbours):
                ways += self._as_one_word("".join(each.word for each in neighbours))
        ways.append(Query.boost_query(self._term("joined", term.word), JOINED))
        return Query.disjunction_max_query(ways, 0.1)

    def _as_one_word(self, word: str) -> list[Query]:
        fields = (("title", TITLE), ("words", WORDS), ("body", BODY), ("code", CODE))
        return [Query.boost_query(self._term(field, word), worth) for field, worth in fields]

    def _codes(self, term: Term) -> list[Query]:
        code = code_of(term.word)
        ways = [Query.boost_query(self._term("code", code), CODE)]
        if len(code) >= CODE_LETTERS and any(letter.isdigit() for letter in code):
            ways.append(Query.boost_query(self._within("code", code), CODE_PREFIX))
        return ways

    def _parts(self, term: Term, *, loose: bool) -> Query:
        words = [
            self._word(part, last=term is self._last and part is term.parts[-1], loose=loose) for part in term.parts
        ]
        return words[0] if len(words) == 1 else Query.boolean_query([(Occur.Must, word) for word in words])

    def _word(self, word: str, *, last: bool, loose: bool) -> Query:
        ways = [
            Query.boost_query(self._term("title", word), TITLE),
            Query.boost_query(self._term("words", word), WORDS),
            Query.boost_query(self._index.parse_query(word, ["body"]), BODY),
        ]
        if singular(word) != word:
            ways.append(Query.boost_query(self._term("title", singular(word)), TITLE))
            ways.append(Query.boost_query(self._term("words", singular(word)), WORDS))
        if last and len(word) > 1:
            ways.append(Query.boost_query(self._within("title", word), PREFIX))
        elif len(word) >= BEGINNING_LETTERS:
            ways.append(Query.boost_query(self._within("title", word), BEGINNING))
        if word.isalpha() and len(word) >= HEAD_LETTERS:
            ways.append(Query.boost_query(self._term("heads", word), HEAD))
        if loose and word.isalpha() and len(word) >= INSIDE_LETTERS:
            ways.append(Query.boost_query(self._within("heads", word), INSIDE))
        allowance = typo_allowance(word)
        if allowance:
            ways.append(Query.boost_query(self._fuzzy("title", word, allowance), TYPO_TITLE))
            ways.append(Query.boost_query(self._fuzzy("words", word, allowance), TYPO_WORDS))
            ways.append(Query.boost_query(self._fuzzy("joined", word, allowance), TYPO_WORDS))
        if allowance and loose:
            ways.append(Query.boost_query(self._fuzzy("heads", word, allowance), INSIDE))
        return Query.disjunction_max_query(ways, 0.1)

    def _unspaced(self, term: Term) -> Query:
        """A run of a script without spaces, anywhere in such a text: its pairs one after the other."""
        pairs: list[str | tuple[int, str]] = list(term.pairs[:-1])
        ways = []
        for field, worth in (("pairs", TITLE), ("body_pairs", BODY)):
            if not pairs:
                found = self._within(field, term.word)
            elif len(pairs) == 1:
                found = self._term(field, term.pairs[0])
            else:
                found = Query.phrase_query(self._schema, field, pairs)
            ways.append(Query.boost_query(found, worth))
        return Query.disjunction_max_query(ways, 0.1)

    def _term(self, field: str, value: str | int) -> Query:
        return Query.term_query(self._schema, field, value, "basic")

    def _within(self, field: str, beginning: str) -> Query:
        """Words of the field that begin so."""
        return self._fuzzy(field, beginning, 0, prefix=True)

    def _fuzzy(self, field: str, word: str, distance: int, *, prefix: bool = False) -> Query:
        return Query.fuzzy_term_query(self._schema, field, word, distance=distance, prefix=prefix)
