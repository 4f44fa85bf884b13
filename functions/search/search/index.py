"""The tantivy index: its schema, and how a listing becomes a document and back.

Four kinds of fields: text that is searched (folded, so that "cafe" finds "Café"; the body stemmed as well), values
that are filtered and counted, numbers that are sorted by, and the listing itself, stored as JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import tantivy

from search.listing import ListedVariant, Listing

FOLDED, STEMMED = "folded", "stemmed"
HEAP_BYTES = 30_000_000
LABEL_SEPARATOR = "\x1f"  # between a category's id and its name


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name=FOLDED)
    builder.add_text_field("words", tokenizer_name=FOLDED)  # vendor, type, tags, categories
    builder.add_text_field("body", tokenizer_name=STEMMED)
    for name in ("category", "category_label", "vendor", "tag"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in ("listed", "available", "price", "created"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("listing", stored=True)
    return builder.build()


def open_index(path: Path) -> tantivy.Index:
    """Opens the index in `path`, making an empty one where there is none."""
    index = tantivy.Index(schema(), str(path))
    index.register_tokenizer(FOLDED, _folding().build())
    index.register_tokenizer(STEMMED, _folding().filter(tantivy.Filter.stemmer("english")).build())
    return index


def _folding() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


def document_of(listing: Listing) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", listing.product_id)
    document.add_bytes("listing", json.dumps(asdict(listing), separators=(",", ":")).encode())
    document.add_unsigned("listed", int(listing.listed))
    if not listing.listed:
        return document
    document.add_text("title", listing.title)
    names = [name for _, name in listing.categories]
    words = " ".join([listing.vendor, listing.product_type, *listing.tags, *names])
    document.add_text("words", words)
    document.add_text("body", f"{listing.title} {words} {listing.description}")
    for category_id, name in listing.categories:
        document.add_text("category", category_id)
        document.add_text("category_label", f"{category_id}{LABEL_SEPARATOR}{name}")
    if listing.vendor:
        document.add_text("vendor", listing.vendor)
    for tag in listing.tags:
        document.add_text("tag", tag)
    document.add_unsigned("available", int(listing.available))
    document.add_unsigned("price", listing.price_from)
    document.add_unsigned("created", max(0, listing.created))
    return document


def listing_from(document: tantivy.Document) -> Listing:
    stored: list[bytes] = document.get_all("listing")
    data = json.loads(bytes(stored[0]))
    data["categories"] = tuple((category_id, name) for category_id, name in data["categories"])
    data["tags"] = tuple(data["tags"])
    data["variants"] = tuple(ListedVariant(**variant) for variant in data["variants"])
    return Listing(**data)


def find(index: tantivy.Index, product_id: str) -> Listing | None:
    """The listing of a product, tombstones included."""
    searcher = index.searcher()
    query = tantivy.Query.term_query(index.schema, "id", product_id, "basic")
    hits = searcher.search(query, limit=1).hits
    return listing_from(searcher.doc(hits[0][1])) if hits else None


def store(index: tantivy.Index, listings: dict[str, Listing]) -> None:
    """Replaces these listings in one commit and waits for merges, so that the files on disk are final."""
    writer = index.writer(HEAP_BYTES, 1)
    for product_id, listing in listings.items():
        writer.delete_documents_by_term("id", product_id)
        writer.add_document(document_of(listing))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
