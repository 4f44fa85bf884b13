"""What is told the tax office: sums that are kept, compared with the documents that they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from souk_tools.audit.rows import Finding, Row, Shop

# Of which goods and services a business elsewhere in the union owes the tax itself.
_TO_BUSINESSES = ("K", "AE")
# A month, a currency, and a rate or the number of a business; net or tax.
Sums = Counter[tuple[str, str, str, str]]


def told(shop: Shop) -> Iterator[Finding]:
    """True at every moment: reports come to what invoices and credit notes say, by month, currency and rate, and what
    businesses bought without tax, by their numbers.
    """
    yield from differing(of_documents(shop.documents.values()), of_sums(shop.tax_sums))


def differing(said: Sums, kept: Sums) -> Iterator[Finding]:
    for key in sorted({*said, *kept}):
        if said[key] != kept[key]:
            yield Finding("tax-report", " ".join(key), f"documents say {said[key]}, the report {kept[key]}")


def of_documents(files: Iterable[Row]) -> Sums:
    """Of those that are counted: a version before reports has left its own out."""
    sums: Sums = Counter()
    for file in files:
        for document in file.get("documents", ())[: file.get("counted", 0)]:
            _add(sums, document)
    return sums


def of_sums(rows: Iterable[Row]) -> Sums:
    sums: Sums = Counter()
    for row in rows:
        kind, _, month = str(row["pk"]).partition("#")
        parts = str(row["sk"]).split("#")
        if kind == "BUSINESSES":
            number, _, currency = parts
            sums[month, currency, number, "net"] += row["net"]
        else:
            _, _, rate, _, _, currency, _ = parts
            sums[month, currency, rate, "net"] += row["net"]
            sums[month, currency, rate, "tax"] += row["tax"]
    return sums


def _add(sums: Sums, document: Row) -> None:
    sign, currency = -1 if document["type"] == "credit_note" else 1, document["currency"]
    for rate, net, tax, *why in document["sums"]:
        category = why[0] if why else ""
        by_payment = document["type"] == "invoice" and category != "K"
        month = document["paid_on" if by_payment else "issued_on"][:7]
        sums[month, currency, str(rate), "net"] += sign * net
        sums[month, currency, str(rate), "tax"] += sign * tax
        if category in _TO_BUSINESSES and document["buyer"].get("vat_id"):
            sums[month, currency, document["buyer"]["vat_id"], "net"] += sign * net
