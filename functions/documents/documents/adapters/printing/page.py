"""The typesetter: pages by Typst (https://typst.app/docs), tagged PDF/A-3a and PDF/UA-1 with the e-invoice in them.

The same document makes the same bytes. Imported by the press alone: the library takes 80 MB.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from unicodedata import bidirectional

import segno
import typst
from fontTools.ttLib import TTFont

from documents.adapters.printing.einvoice import einvoice, title_of
from documents.adapters.printing.exemptions import exemption
from documents.adapters.printing.words import LANGUAGES, Language
from documents.adapters.printing.xmp import as_facturx
from documents.domain.document import DocumentType, InvoiceLine, IssuedDocument
from documents.domain.file import OrderFile
from documents.domain.papers import language_of
from documents.domain.sale import SHIPPING, Party
from documents.domain.seller import Seller
from documents.domain.slip import ReturnSlip
from souk.address import country_name
from souk.money import Money

_TEMPLATE = Path(__file__).with_name("page.typ")
_COLOUR = "#2b3aa0"
# The typographers' sign for a type that is not in the case.
_MISSING = "\N{GETA MARK}"
# What the template draws an empty box for.
_BOX = "[ ]"
# Levels that a reader of the text may rely on (a: tagged), and that attachments of any kind may have.
_STANDARDS: tuple[Literal["a-3a"], Literal["ua-1"]] = ("a-3a", "ua-1")


class TypstTypesetter:
    """`ports.Typesetter`."""

    def document(self, document: IssuedDocument) -> bytes:
        language = LANGUAGES[language_of(document.seller.language)]
        words = dict(language.words)
        xml = einvoice(document, words)
        page = {
            **_frame(language, document.seller, document.issued_on),
            "title": f"{words[document.type.value]} {document.number}",
            "attachment": f"Factur-X {document.number}",
            "to": _to(words["customer"], document.buyer, document.seller),
            "facts": _facts(document, language),
            "columns": _columns(document, language),
            "rows": [_row(count, each, language) for count, each in enumerate(document.positions, 1)],
            "sums": _sums(document, language),
            "total": [words["sum_total"], f"{language.amount(document.total)} {document.currency}"],
            "notes": _notes(document, language),
        }
        pdf = _set(page, words["not_shown"], document.issued_at, xml)
        return as_facturx(pdf)

    def delivery_note(self, file: OrderFile, seller: Seller) -> bytes:
        sale, address = file.sale, file.sent_to
        if sale is None or address is None:
            raise ValueError("there is nothing to send")
        language = LANGUAGES[language_of(seller.language)]
        words = language.words
        packed = [line for line in sale.lines if line.to_ship]
        facts = [[words["order_number"], sale.order_number]]
        if sale.placed_at:
            facts.append([words["ordered_on"], language.day(sale.placed_at.date())])
        page = {
            **_frame(language, seller, sale.paid_at.date()),
            "title": f"{words['delivery_note']} {sale.order_number}",
            "to": _to(words["sent_to"], address, seller),
            "facts": facts,
            "columns": [words["position"], words["item"], words["quantity"], words["packed"]],
            "rows": _to_tick(((line.title, line.detail, line.sku, line.quantity) for line in packed), language),
        }
        return _set(page, words["not_shown_note"], sale.paid_at, b"")

    def return_slip(self, slip: ReturnSlip, seller: Seller) -> bytes:
        language = LANGUAGES[language_of(seller.language)]
        words = language.words
        facts = [[words["return_number"], slip.number], [words["order_number"], slip.order_number]]
        if slip.send_by:
            facts.append([words["send_by"], language.day(slip.send_by.date())])
        shop = Party(seller.company or seller.name, seller.street, seller.city, seller.postal_code, seller.country)
        code = segno.make_qr(slip.number)
        page = {
            **_frame(language, seller, slip.approved_at.date()),
            "title": f"{words['return_slip']} {slip.number}",
            "to": _to(words["send_to"], shop, Seller()),
            "facts": facts,
            "columns": [words["position"], words["item"], words["quantity"], words["comes_back"]],
            "rows": _to_tick(((line.title or line.sku, "", line.sku, line.quantity) for line in slip.lines), language),
            "notes": [words["slip_put"]],
            "code": code.svg_inline(border=0, omitsize=True),
            "said": [words["slip_code"].format(number=slip.number), slip.number],
        }
        return _set(page, words["not_shown_note"], slip.approved_at, b"")


def _frame(language: Language, seller: Seller, on: date) -> dict[str, Any]:
    """What stands on every page of the shop's."""
    words = language.words
    numbers = [f"{words[name]} {getattr(seller, name)}" for name in ("vat_id", "tax_number") if getattr(seller, name)]
    address = [seller.street, f"{seller.country}-{seller.postal_code} {seller.city}"] if seller.street else []
    return {
        "language": language.code,
        "direction": language.direction,
        "colour": seller.colour or _COLOUR,
        "shop": seller.name or seller.company,
        "date": [on.year, on.month, on.day],
        "page": words["page"],
        "seller": {
            "name": seller.company or seller.name,
            "head": _lines([seller.company, *address]),
            "left": _lines([seller.company, seller.represented_by, seller.register_entry, *numbers]),
            "right": _lines([", ".join(address), seller.email, seller.phone]),
        },
        "sums": [],
        "total": [],
        "notes": [],
        "code": "",
        "attachment": "",
    }


def _to(label: str, who: Party, seller: Seller) -> dict[str, Any]:
    place = f"{who.postal_code} {who.city}".strip()
    abroad = country_name(who.country) if who.country and who.country != seller.country else ""
    return {"label": label, "lines": _lines([who.name, who.line1, who.line2, place, who.region, abroad])}


def _facts(document: IssuedDocument, language: Language) -> list[list[str]]:
    words = language.words
    facts = [
        [words["number"], document.number],
        [words["issued_on"], language.day(document.issued_on)],
        [words["order_number"], document.order_number],
        [words["paid_on"], language.day(document.paid_on)],
    ]
    if document.buyer.vat_id:
        facts.append([words["buyer_vat_id"], document.buyer.vat_id])
    if document.refers_to:
        number, on = document.refers_to
        facts.append([words["refers_to"], f"{number} {words['of']} {language.day(on)}"])
    else:
        facts.append([words["supply"], words["supply_after"] if document.supplied_later else words["supply_paid"]])
    return facts


def _columns(document: IssuedDocument, language: Language) -> list[str]:
    words, currency = language.words, document.currency
    included = words["with_tax"] if document.tax_included else words["without_tax"]
    return [
        words["position"],
        words["item"],
        words["quantity"],
        f"{words['unit_price']}\n{included}",
        words["rate"],
        f"{words['net']}\n{currency}",
        f"{words['tax']}\n{currency}",
        f"{words['gross']}\n{currency}",
    ]


def _to_tick(lines: Iterable[tuple[str, str, str, int]], language: Language) -> list[dict[str, Any]]:
    """Rows with a box, of titles, details, SKUs and units."""
    return [
        {
            "number": str(count),
            "title": _run(title),
            "details": _details(detail, sku, language),
            "cells": [str(units), _BOX],
        }
        for count, (title, detail, sku, units) in enumerate(lines, 1)
    ]


def _row(count: int, position: InvoiceLine, language: Language) -> dict[str, Any]:
    amount = language.amount
    return {
        "number": str(count),
        "title": _run(title_of(position, dict(language.words))),
        "details": [
            *([] if position.key == SHIPPING else _details(position.detail, position.sku, language)),
            *_lines(f"{name} \N{MINUS SIGN}{amount(off)}" for name, off in position.reductions),
        ],
        "cells": [
            str(position.quantity),
            amount(position.unit_price) if position.unit_price else "\N{EN DASH}",
            language.percent(position.rate),
            amount(position.net),
            amount(position.tax),
            amount(position.gross),
        ],
    }


def _details(detail: str, sku: str, language: Language) -> list[list[str]]:
    return _lines([detail, f"{language.words['sku']} {sku}" if sku else ""])


def _sums(document: IssuedDocument, language: Language) -> list[list[str]]:
    words = language.words
    taxes = [
        [
            words["sum_tax"].format(rate=language.percent(part.rate), net=language.amount(part.net)),
            language.amount(part.tax),
        ]
        for part in document.sums
    ]
    return [[words["sum_net"], language.amount(document.net)], *taxes]


def _notes(document: IssuedDocument, language: Language) -> list[str]:
    words = language.words
    match document.type:
        case DocumentType.INVOICE:
            notes = [words["paid"].format(date=language.day(document.paid_on))]
            notes += [_credit(code, amount, language) for code, amount in document.credits]
        case DocumentType.CREDIT_NOTE:
            notes = [words["given_back"]]
        case _:
            notes = [words["reversed"].format(number=document.refers_to[0] if document.refers_to else "")]
    reasons = [exemption(part, document) for part in document.sums if part.net]
    notes += dict.fromkeys(words[why.words] for why in reasons if why)
    return [*notes, words["einvoice"]]


def _credit(code: str, amount: Money, language: Language) -> str:
    """What of it a gift card paid, or store credit."""
    said = f"{language.amount(amount)} {amount.currency}"
    words = language.words
    return (
        words["paid_with_card"].format(code=code, amount=said)
        if code
        else words["paid_with_credit"].format(amount=said)
    )


def _lines(lines: Iterable[str]) -> list[list[str]]:
    """Those that say something, each with the way it runs."""
    return [_run(line) for line in lines if line]


def _run(line: str) -> list[str]:
    """The way a line runs and the line: as its first letter does (Unicode Bidirectional Algorithm, rules P2 and P3)."""
    first = next((kind for kind in map(bidirectional, line) if kind in ("L", "R", "AL")), "L")
    return ["ltr" if first == "L" else "rtl", line]


def _set(page: dict[str, Any], warning: str, at: datetime, xml: bytes) -> bytes:
    shown = _shown(page)
    if shown != page:
        shown["notes"] = [*shown["notes"], warning]
    inputs = {"data": json.dumps({**shown, "xml": bool(xml)}), "xml": xml.decode()}
    made: Any = _compiler().compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=[*_STANDARDS],
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    return bytes(made)


@cache
def _fonts() -> Path:
    """Where the layer has put them: beside the libraries."""
    return next(found for place in sys.path if (found := Path(place, "souk_fonts")).is_dir())


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_fonts()])
    return typst.Compiler(font_paths=fonts)


@cache
def _characters() -> frozenset[int]:
    """What the fonts have a sign for: see the README beside them."""
    found: set[int] = set()
    for path in sorted(_fonts().glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)


def _shown(value: Any) -> Any:
    """`value` with a mark for every character that no font has a sign for: a page may not have holes."""
    if isinstance(value, str):
        known = _characters()
        return "".join(sign if ord(sign) in known or sign == "\n" else _MISSING for sign in value)
    if isinstance(value, dict):
        return {name: _shown(part) for name, part in value.items()}
    return [_shown(part) for part in value] if isinstance(value, list) else value
