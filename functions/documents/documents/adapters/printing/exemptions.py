"""Why something bears no tax, in the codes of EN 16931: UNTDID 5305 for the category, and for the reason the VATEX list
of the Connecting Europe Facility.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from documents.domain.document import InvoiceLine, IssuedDocument, RateSum

# The members of the union: what goes elsewhere is exported, without tax (Directive 2006/112/EC, article 146).
UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())


class Exemption(NamedTuple):
    """`code` is a reason's of the list, empty where there is none for it; `words` name what the page says."""

    code: str
    reason: str
    words: str


_REASONS = {
    "G": Exemption("VATEX-EU-G", "Export outside the European Union", "export"),
    "K": Exemption("VATEX-EU-IC", "Intra-Community supply", "intra_community"),
    "AE": Exemption("VATEX-EU-AE", "Reverse charge", "reverse_charge"),
    "E": Exemption("", "Exempt: special scheme for small enterprises", "small_business"),
    "voucher": Exemption(
        "", "Multi-purpose voucher: VAT is due as it is spent (Directive 2006/112/EC, article 30b)", "voucher"
    ),
    "O": Exemption("", "Not subject to VAT: supplied outside the European Union", "outside"),
}


def category(told: InvoiceLine | RateSum, document: IssuedDocument) -> str:
    """S standard, Z zero rated, E exempt, AE reverse charge, K intra-Community supply, G free export.

    What is not subject to tax, as a voucher is not when it is sold, is "E" here, with its own reason: "O" may stand
    beside no other category and no VAT number (BR-O-02, BR-O-11). Sales from before the category was told are exports,
    or zero rated, by where they went.
    """
    if told.rate:
        return "S"
    kept = told.category or ("Z" if document.supplied_in in UNION else "G")
    return "E" if kept in ("O", "voucher") else kept


def exemption(part: RateSum, document: IssuedDocument) -> Exemption | None:
    """None for what is taxed, at whatever rate: of zero-rated supplies nothing is said either."""
    code = category(part, document)
    return None if code in ("S", "Z") else _REASONS[part.category or code]


def breakdown(document: IssuedDocument) -> list[tuple[RateSum, Exemption | None]]:
    """BG-23: the sums as an e-invoice may tell them, of which each category of what bears no tax has one (BR-E-01,
    BR-Z-01, BR-G-01 …), with all its reasons.
    """
    found: dict[tuple[str, int], tuple[RateSum, Exemption | None]] = {}
    for part in document.sums:
        key, why = (category(part, document), part.rate), exemption(part, document)
        known, before = found.get(key, (None, None))
        if known is not None:
            part = replace(part, net=known.net + part.net, tax=known.tax + part.tax)
            why = _both(before, why)
        found[key] = part, why
    return [*found.values()]


def _both(first: Exemption | None, second: Exemption | None) -> Exemption | None:
    if first is None or second is None or first == second:
        return first or second
    return Exemption("", f"{first.reason}; {second.reason}", first.words)


def is_intra_community(document: IssuedDocument) -> bool:
    return any(part.category == "K" for part in document.sums)
