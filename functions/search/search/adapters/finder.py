"""Searching a tantivy index: text, filters, facets, suggestions."""

from __future__ import annotations

import difflib

import tantivy
from tantivy import FieldType, Occur, Order, Query

from search.adapters.index import LABEL_SEPARATOR, listing_from
from search.adapters.matching import Match, matching
from search.domain.criteria import Count, Criteria, Found, Suggestion
from search.domain.words import query_terms, typo_allowance, words_of

FACET_SIZE = 50
_ORDERS = {"price": ("price", Order.Asc), "-price": ("price", Order.Desc), "newest": ("created", Order.Desc)}


def search(index: tantivy.Index, criteria: Criteria) -> Found:
    """One page of what matches, with facets over all of it."""
    searcher = index.searcher()
    words = words_of(criteria.text)
    match = _match(index, criteria.text)
    query = _query(index, criteria, match)
    # Without words every score is the same: the newest first is then the more useful order.
    sort = "newest" if criteria.sort == "relevance" and not words else criteria.sort
    field, order = _ORDERS.get(sort, (None, Order.Desc))
    result = searcher.search(query, limit=criteria.limit, offset=criteria.offset, order_by_field=field, order=order)
    facets = searcher.aggregate(
        query,
        {
            "categories": {"terms": {"field": "category_label", "size": FACET_SIZE}},
            "vendors": {"terms": {"field": "vendor", "size": FACET_SIZE}},
            "tags": {"terms": {"field": "tag", "size": FACET_SIZE}},
            "lowest": {"min": {"field": "price"}},
            "highest": {"max": {"field": "price"}},
            "total": {"value_count": {"field": "listed"}},
        },
    )
    return Found(
        total=int(facets["total"]["value"]),
        listings=[listing_from(searcher.doc(address)).at(criteria.now) for _, address in result.hits],
        categories=_labelled(facets["categories"]),
        vendors=_counts(facets["vendors"]),
        tags=_counts(facets["tags"]),
        min_price=_price(facets["lowest"]),
        max_price=_price(facets["highest"]),
        did_you_mean=_did_you_mean(searcher, words),
        missing=match.missing if match else (),
        close=bool(match and match.close),
    )


def next_switch(index: tantivy.Index, now: int) -> int | None:
    """When some price changes next by itself."""
    later = Query.range_query(index.schema, "until", FieldType.Unsigned, now + 1, None)
    found = index.searcher().aggregate(later, {"next": {"min": {"field": "until"}}})
    return _price(found["next"])


def suggest(index: tantivy.Index, text: str, limit: int, now: int) -> list[Suggestion]:
    """What the shopper may mean by what is typed so far: words, then categories, then products."""
    words = words_of(text)
    if not words:
        return []
    searcher = index.searcher()
    *before, last = words
    queries = [
        Suggestion("query", " ".join([*before, term]))
        for term, _ in searcher.terms_with_prefix("title", last, None, 4)
        if term != last
    ]
    found = search(index, Criteria(text=text, limit=limit, now=now))
    categories = [
        Suggestion("category", count.name, count.value)
        for count in found.categories
        if any(word.startswith(last) for word in words_of(count.name))
    ]
    products = [Suggestion("product", listing.title, listing.handle) for listing in found.listings]
    return [*queries[:2], *categories[:2], *products][:limit]


def _match(index: tantivy.Index, text: str) -> Match | None:
    """What the text of a query matches; None where there is no text. Signs alone ("%", "!!") match nothing."""
    if not text.strip():
        return None
    terms = query_terms(text)
    return matching(index, terms, text) if terms else Match(Query.empty_query())


def _query(index: tantivy.Index, criteria: Criteria, match: Match | None) -> Query:
    schema = index.schema
    must = [Query.term_query(schema, "listed", 1, "basic")]
    if match:
        must.append(match.query)
    if criteria.category:
        must.append(Query.term_query(schema, "category", criteria.category, "basic"))
    for field, values in (("vendor", criteria.vendors), ("tag", criteria.tags)):
        if values:
            must.append(Query.term_set_query(schema, field, list(values)))
    if criteria.in_stock:
        must.append(Query.term_query(schema, "available", 1, "basic"))
    if criteria.min_price is not None or criteria.max_price is not None:
        must.append(Query.range_query(schema, "price", FieldType.Unsigned, criteria.min_price, criteria.max_price))
    # Of what changes by itself the document of this moment. The others have neither, and so cost nothing here.
    not_now = [
        Query.range_query(schema, "since", FieldType.Unsigned, criteria.now + 1, None),
        Query.range_query(schema, "until", FieldType.Unsigned, None, criteria.now),
    ]
    return Query.boolean_query(
        [*((Occur.Must, query) for query in must), *((Occur.MustNot, query) for query in not_now)]
    )


def _did_you_mean(searcher: tantivy.Searcher, words: list[str]) -> str | None:
    """The query with every word the index does not know replaced by the nearest it does; None if nothing changes."""
    better = [_nearest(searcher, word) for word in words]
    return " ".join(better) if better != words else None


def _nearest(searcher: tantivy.Searcher, word: str) -> str:
    if not typo_allowance(word) or searcher.doc_freq("title", word) or searcher.doc_freq("words", word):
        return word
    if searcher.terms_with_prefix("title", word, None, 1) or searcher.terms_with_prefix("body", word[:4], None, 1):
        return word  # a word not finished, or one that only descriptions use
    terms = [
        term for field in ("title", "words") for term, _ in searcher.terms_with_prefix(field, word[0], None, 2_000)
    ]
    near = difflib.get_close_matches(word, terms, n=1, cutoff=0.7)
    return near[0] if near else word


def _counts(facet: dict) -> list[Count]:  # type: ignore[type-arg]
    return [Count(bucket["key"], bucket["key"], int(bucket["doc_count"])) for bucket in facet["buckets"]]


def _labelled(facet: dict) -> list[Count]:  # type: ignore[type-arg]
    labels = [(bucket["key"].partition(LABEL_SEPARATOR), int(bucket["doc_count"])) for bucket in facet["buckets"]]
    return [Count(category_id, name or category_id, count) for (category_id, _, name), count in labels]


def _price(value: dict) -> int | None:  # type: ignore[type-arg]
    return None if value["value"] is None else int(value["value"])
