"""The tantivy index: its schema, and how a listing becomes a document and back.

A listing whose prices change by themselves has a document for each time between two changes: a search looks at those of
its moment alone, so that it sorts, filters and counts by the prices of that moment whoever writes the index when.

Five kinds of fields: text that is searched, taken apart by `words` (the body by tantivy, and stemmed); SKUs and
barcodes; values that are filtered and counted; numbers that are sorted by; and the listing itself, stored as JSON.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import tantivy

from search.domain.listing import LaterPrice, ListedVariant, Listing
from search.domain.words import Term, code_of, heads, joined, respelled, spellings, terms_of, unspaced

READY, STEMMED = "ready", "stemmed"
HEAP_BYTES = 30_000_000
LABEL_SEPARATOR = "\x1f"  # between a category's id and its name


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name=READY)
    builder.add_text_field("words", tokenizer_name=READY)  # vendor, type, tags, categories
    builder.add_text_field("joined", tokenizer_name=READY)  # two words of the title written as one
    builder.add_text_field("heads", tokenizer_name=READY)  # the ends of long words of title and words
    builder.add_text_field("pairs", tokenizer_name=READY)  # of scripts without spaces: title and words,
    builder.add_text_field("body_pairs", tokenizer_name=READY)  # and the description
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")  # SKUs and barcodes
    builder.add_text_field("body", tokenizer_name=STEMMED)
    for name in ("category", "category_label", "vendor", "tag"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    # Of what has several documents alone: from when on, and until when one holds, in milliseconds since 1970.
    for name in ("listed", "available", "price", "created", "since", "until"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("listing", stored=True)
    return builder.build()


def open_index(path: Path) -> tantivy.Index:
    """Opens the index in `path`, making an empty one where there is none.

    One that an earlier version wrote with other fields is made anew from the listings it stores.
    """
    try:
        index = tantivy.Index(schema(), str(path))
    except ValueError:  # "An index exists but the schema does not match"
        index = _made_anew(path)
    return prepare(index)


def _made_anew(path: Path) -> tantivy.Index:
    old = tantivy.Index.open(str(path)).searcher()
    everything = old.search(tantivy.Query.all_query(), limit=max(1, old.num_docs)).hits
    fresh = path.with_name(f"{path.name}.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    listings = {(each := listing_from(old.doc(at))).product_id: each for _, at in everything}
    _write(prepare(tantivy.Index(schema(), str(fresh))), listings.values())
    shutil.rmtree(path)
    fresh.rename(path)
    return tantivy.Index(schema(), str(path))


def prepare(index: tantivy.Index) -> tantivy.Index:
    """The index with the ways in which its texts are taken apart, which tantivy does not store."""
    body = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
    )
    index.register_tokenizer(READY, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.register_tokenizer(STEMMED, body.build())
    return index


def documents_of(listing: Listing) -> Iterable[tantivy.Document]:
    """One, and one more for each change of its prices that is known ahead."""
    switches = (None, *listing.switches) if listing.listed else (None,)
    for since, until in zip(switches, (*switches[1:], None), strict=True):
        document = _document_of(listing, listing if since is None else listing.at(since))
        if since is not None:
            document.add_unsigned("since", since)
        if until is not None:
            document.add_unsigned("until", until)
        yield document


def _document_of(listing: Listing, then: Listing) -> tantivy.Document:
    """Found as it is `then`."""
    document = tantivy.Document()
    document.add_text("id", listing.product_id)
    document.add_bytes("listing", json.dumps(asdict(listing), separators=(",", ":")).encode())
    document.add_unsigned("listed", int(listing.listed))
    if not listing.listed:
        return document
    _add_text(document, listing)
    _add_codes(document, listing)
    for category_id, name in listing.categories:
        document.add_text("category", category_id)
        document.add_text("category_label", f"{category_id}{LABEL_SEPARATOR}{name}")
    if listing.vendor:
        document.add_text("vendor", listing.vendor)
    for tag in listing.tags:
        document.add_text("tag", tag)
    document.add_unsigned("available", int(listing.available))
    document.add_unsigned("price", then.price_from)
    document.add_unsigned("created", max(0, listing.created))
    return document


def _add_text(document: tantivy.Document, listing: Listing) -> None:
    names = [name for _, name in listing.categories]
    words = " ".join([listing.vendor, listing.product_type, *listing.tags, *names])
    title_terms, word_terms = list(terms_of(listing.title)), list(terms_of(words))
    both = [*title_terms, *word_terms]
    spelled = {
        "title": [word for term in title_terms if term.parts for word in spellings(term)],
        "words": [word for term in word_terms if term.parts for word in spellings(term)],
        "joined": joined(title_terms),
        "heads": dict.fromkeys(head for term in both for part in term.parts for head in heads(part)),
        "pairs": _pairs(both),
        "body_pairs": _pairs(unspaced(listing.description)),
    }
    for field, tokens in spelled.items():
        text = " ".join(tokens)
        if text:
            document.add_text(field, text)
    document.add_text("body", f"{listing.title} {words} {listing.description} {respelled(listing.description)}")


def _pairs(terms: Iterable[Term]) -> list[str]:
    return [pair for term in terms for pair in term.pairs]


def _add_codes(document: tantivy.Document, listing: Listing) -> None:
    written = [text for variant in listing.variants for text in (variant.sku, variant.barcode)]
    for code in dict.fromkeys(code_of(text) for text in written):
        if code:
            document.add_text("code", code)


def listing_from(document: tantivy.Document) -> Listing:
    stored: list[bytes] = document.get_all("listing")
    data = json.loads(bytes(stored[0]))
    data["categories"] = tuple((category_id, name) for category_id, name in data["categories"])
    data["tags"] = tuple(data["tags"])
    data["variants"] = tuple(variant_from(variant) for variant in data["variants"])
    return Listing(**data)


def variant_from(stored: dict[str, Any]) -> ListedVariant:
    later = tuple(LaterPrice(**each) for each in stored.pop("later", ()))
    return ListedVariant(**stored, later=later)


def find(index: tantivy.Index, product_id: str) -> Listing | None:
    """The listing of a product, tombstones included."""
    searcher = index.searcher()
    query = tantivy.Query.term_query(index.schema, "id", product_id, "basic")
    hits = searcher.search(query, limit=1).hits
    return listing_from(searcher.doc(hits[0][1])) if hits else None


def store(index: tantivy.Index, listings: dict[str, Listing]) -> None:
    """Replaces these listings in one commit and waits for merges, so that the files on disk are final."""
    _write(index, listings.values())
    index.reload()


def _write(index: tantivy.Index, listings: Iterable[Listing]) -> None:
    writer = index.writer(HEAP_BYTES, 1)
    for listing in listings:
        writer.delete_documents_by_term("id", listing.product_id)
        for document in documents_of(listing):
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
