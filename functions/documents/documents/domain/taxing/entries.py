"""What one document adds to the reports of taxes: its sums by rate, taken apart by where and how they are declared.

Articles are those of Directive 2006/112/EC. Tax falls due when the payment is received (65, and 66a in the one-stop
shop), which is the day that an invoice says; on goods for a business elsewhere in the union when the invoice is issued
(67). What takes something off a price counts when it is written (90), and in the one-stop shop as a correction of the
period that the sale was in (369g, paragraph 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from documents.domain.document import DocumentType, IssuedDocument
from documents.domain.reckoning import parted
from documents.domain.sale import SHIPPING, PaidSale, SoldLine
from documents.domain.taxing.periods import month_of, quarter_of
from souk.address.destination import Destination
from souk.money import Money
from souk.taxes.kinds import TaxCategory
from souk.taxes.places import NORTHERN_IRELAND, TaxPlace, place_named, place_of
from souk.taxes.settings import TaxSettings

GOODS, SERVICES = "goods", "services"


class TaxScheme(StrEnum):
    """In which return a sale is declared."""

    DOMESTIC = "domestic"  # that of the shop's home
    OSS = "oss"  # the one-stop shop: consumers elsewhere in the union
    LOCAL = "local"  # that of another place where the shop is registered
    INTRA_COMMUNITY = "intra_community"  # goods to businesses elsewhere in the union
    REVERSE_CHARGE = "reverse_charge"  # services to them
    EXPORT = "export"
    EXEMPT = "exempt"  # by a small business
    OUTSIDE = "outside"


# What the statement of sales to businesses lists (articles 262 and 264).
TO_BUSINESSES = (TaxScheme.INTRA_COMMUNITY, TaxScheme.REVERSE_CHARGE)
_UNTAXED = {
    TaxCategory.INTRA_COMMUNITY: TaxScheme.INTRA_COMMUNITY,
    TaxCategory.REVERSE_CHARGE: TaxScheme.REVERSE_CHARGE,
    TaxCategory.EXPORT: TaxScheme.EXPORT,
    TaxCategory.EXEMPT: TaxScheme.EXEMPT,
    TaxCategory.OUTSIDE: TaxScheme.OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class TaxRow:
    """What sums are kept by. `month` is the one it falls due in ("2026-11"), `place` whose tax it is, `rate` in basis
    points, `category` a code of UNTDID 5305, `supply` GOODS or SERVICES. `corrects` is the quarter of the sale where
    that is not the month's, in the one-stop shop alone.
    """

    month: str
    scheme: TaxScheme
    place: str
    rate: int
    category: str
    supply: str
    currency: str
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class TaxEntry:
    """What a document adds to a row; below zero for a credit note. `vat_number` is that of a business that owes the tax
    itself; empty elsewhere.
    """

    row: TaxRow
    net: Money
    tax: Money
    vat_number: str = ""


def entries_of(document: IssuedDocument, sale: PaidSale, taxes: TaxSettings) -> tuple[TaxEntry, ...]:
    """Their nets and taxes come to those of the document. `taxes` say where the shop is, and is registered."""
    sign = -1 if document.type is DocumentType.CREDIT_NOTE else 1
    found: list[TaxEntry] = []
    for part in document.sums:
        grosses: dict[TaxRow, Money] = {}
        for line in sale.lines:
            share = _share(document, line)
            if share and (line.rate, "" if line.rate else line.category) == (part.rate, part.category):
                row = _row(document, line, taxes)
                grosses[row] = grosses.get(row, Money.zero(share.currency)) + share
        nets = parted(part.net, [*grosses.values()]) if grosses else []
        for (row, gross), net in zip(grosses.items(), nets, strict=True):
            vat_number = document.buyer.vat_id if row.scheme in TO_BUSINESSES else ""
            found.append(TaxEntry(row, net * sign, (gross - net) * sign, vat_number))
    return tuple(found)


def _share(document: IssuedDocument, line: SoldLine) -> Money | None:
    """What of a line of the sale the document is about, with its tax."""
    if document.type is DocumentType.INVOICE:
        return next((each.gross for each in document.positions if each.key == line.key), None)
    return document.shares.get(line.key)


def _row(document: IssuedDocument, line: SoldLine, taxes: TaxSettings) -> TaxRow:
    place = _place(document, line)
    supply = GOODS if line.to_ship or line.key == SHIPPING else SERVICES
    category = _category(line, place)
    day = _due_on(document, category)
    scheme = _scheme(category, place, supply, taxes, day)
    is_late = scheme is TaxScheme.OSS and quarter_of(document.paid_on) != quarter_of(day)
    return TaxRow(
        month_of(day),
        scheme,
        place.country if scheme is TaxScheme.OSS else place.code,
        line.rate,
        category,
        supply,
        document.currency,
        quarter_of(document.paid_on) if is_late else "",
    )


def _place(document: IssuedDocument, line: SoldLine) -> TaxPlace:
    """Sales from before it was told are taxed where they went."""
    if told := line.taxed_in or document.taxed_in:
        return place_named(told)
    if document.fetched:
        return place_named(document.seller.country)
    buyer = document.buyer
    return place_of(Destination(buyer.country, buyer.region, buyer.postal_code))


def _category(line: SoldLine, place: TaxPlace) -> TaxCategory:
    """Sales from before it was told are exports, or zero rated, by where they went."""
    if line.rate:
        return TaxCategory.STANDARD
    if line.category:
        return TaxCategory(line.category)
    return TaxCategory.ZERO if place.goods else TaxCategory.EXPORT


def _due_on(document: IssuedDocument, category: TaxCategory) -> date:
    if document.type is DocumentType.INVOICE and category is not TaxCategory.INTRA_COMMUNITY:
        return document.paid_on
    return document.issued_on


def _scheme(category: TaxCategory, place: TaxPlace, supply: str, taxes: TaxSettings, day: date) -> TaxScheme:
    if category in _UNTAXED:
        return _UNTAXED[category]
    home = place_named(taxes.home)
    if place.country == home.country or {place.code, home.code} == {"GB", NORTHERN_IRELAND}:
        return TaxScheme.DOMESTIC
    both = (place.goods and home.goods) if supply == GOODS else (place.services and home.services)
    if both and not taxes.is_registered_in((place.code, place.country), day):
        return TaxScheme.OSS
    return TaxScheme.LOCAL
