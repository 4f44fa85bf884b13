"""What invoices and credit notes come to, for any sale and any refunds of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.adapters.printing.exemptions import category
from documents.domain.crediting import CreditedRefund, LineRefund
from documents.domain.document import DocumentType, IssuedDocument
from documents.domain.file import Draft, OrderFile
from documents.domain.reckoning import invoiced
from documents.domain.sale import SHIPPING, WHOLE, PaidSale, Party, SoldLine, bases, is_sound
from documents.domain.seller import Seller
from souk.money import Money

AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
BUYER = Party("Ada", "Ring 1", "Berlin", "10115", "DE")


def euro(amount: int) -> Money:
    return Money(amount, "EUR")


def sale_of(lines: list[tuple[int, int, int]], shipping: int, included: bool) -> PaidSale:
    """A sale of lines of price, quantity and rate, taxed as orders are."""
    sold = [
        SoldLine(f"S{place}", f"S{place}", "A thing", "", quantity, euro(price), rate)
        for place, (price, quantity, rate) in enumerate(lines)
    ]
    if shipping:
        sold.append(SoldLine(SHIPPING, "", "", "standard", 1, euro(shipping), 1900, to_ship=False))
    sums = bases(tuple(sold), "EUR")
    taxes = {rate: sums[rate].share(rate, WHOLE + rate if included else WHOLE) for rate in sums if rate}
    total = Money.total(sums.values(), "EUR")
    total = total if included else total + Money.total(taxes.values(), "EUR")
    return PaidSale("o", "SK-1", BUYER, tuple(sold), taxes, included, total, "standard", "", AT, AT, {"pay": total})


def issued(file: OrderFile, draft: Draft) -> OrderFile:
    number = f"N-{len(file.documents)}"
    return file.with_document(
        IssuedDocument(
            number,
            draft.type,
            AT,
            date(2026, 5, 4),
            Seller(),
            BUYER,
            "SK-1",
            draft.positions,
            draft.sums,
            tax_included=True,
            paid_on=date(2026, 5, 4),
            cause=draft.cause,
            refers_to=(draft.corrects, date(2026, 5, 4)) if draft.corrects else None,
            shares=draft.shares,
        )
    )


def settled(file: OrderFile) -> OrderFile:
    while draft := file.due():
        file = issued(file, draft)
    return file


def signed(document: IssuedDocument) -> int:
    return -1 if document.type is DocumentType.CREDIT_NOTE else 1


RATES = st.sampled_from([0, 500, 700, 1900, 2550])
LINES = st.lists(st.tuples(st.integers(0, 99_999), st.integers(1, 9), RATES), min_size=1, max_size=6)
SALES = st.builds(sale_of, LINES, st.sampled_from([0, 490, 1]), st.booleans())


@given(SALES)
def test_an_invoice_comes_to_what_was_paid(sale: PaidSale) -> None:
    assert is_sound(sale)
    positions, sums = invoiced(sale)
    assert sum(position.gross.amount for position in positions) == sale.total.amount
    assert {part.rate: part.tax for part in sums if part.tax} == {rate: tax for rate, tax in sale.taxes.items() if tax}
    for part in sums:
        own = [position for position in positions if position.rate == part.rate]
        assert sum(position.net.amount for position in own) == part.net.amount
        assert sum(position.tax.amount for position in own) == part.tax.amount
    if not sale.tax_included:
        assert [position.net for position in positions] == [line.total for line in sale.lines]


@st.composite
def refunds(draw: st.DrawFn, sale: PaidSale) -> list[CreditedRefund]:
    """Refunds that together give back the whole price, of lines, of shipping, or of nothing in particular."""
    found: list[CreditedRefund] = []
    left = sale.total.amount
    while left:
        amount = draw(st.integers(1, left)) if len(found) < 5 else left
        named = draw(st.lists(st.sampled_from(sale.lines), max_size=2, unique_by=lambda line: line.key))
        lines = tuple(
            LineRefund(line.sku, draw(st.integers(1, line.quantity)), draw(st.none() | st.just(euro(amount // 3))))
            for line in named
            if line.key != SHIPPING
        )
        shipping = draw(st.none() | st.just(euro(1)))
        found.append(CreditedRefund(f"r{len(found)}", "pay", len(found), euro(amount), lines, shipping))
        left -= amount
    return found


@settings(max_examples=60)
@given(st.data(), SALES)
def test_the_credit_notes_of_an_order_come_to_its_invoice(data: st.DataObject, sale: PaidSale) -> None:
    file = settled(OrderFile("o").sold(sale, OrderFile("o").who))
    for refund in data.draw(refunds(sale)):
        file = settled(file.refunded(refund))
        note = file.of_refund(refund.id)
        assert note is not None
        assert note.total == refund.amount
        assert all(position.net <= position.gross for position in note.positions)
    by_rate: dict[int, list[int]] = {}
    for document in file.documents:
        for part in document.sums:
            held = by_rate.setdefault(part.rate, [0, 0])
            held[0] += signed(document) * part.net.amount
            held[1] += signed(document) * part.tax.amount
    assert all(sums == [0, 0] for sums in by_rate.values())


@given(SALES, st.integers(1, 100))
def test_a_refund_that_fails_after_all_takes_its_credit_note_back(sale: PaidSale, share: int) -> None:
    amount = sale.total.share(share, 100)
    refund = CreditedRefund("r", "pay", 1, amount)
    file = settled(settled(OrderFile("o").sold(sale, OrderFile("o").who)).refunded(refund))
    file = settled(file.refunded(replace(refund, version=2, failed=True)))
    assert sum(signed(document) * document.total.amount for document in file.documents) == sale.total.amount
    again = CreditedRefund("again", "pay", 3, sale.total)
    file = settled(file.refunded(again))
    assert sum(signed(document) * document.total.amount for document in file.documents) == 0
    assert sum(signed(document) * document.tax.amount for document in file.documents) == 0


@pytest.mark.parametrize(("fetched", "country", "said"), [(False, "US", "G"), (True, "US", "Z"), (True, "DE", "Z")])
def test_what_is_fetched_is_not_exported(fetched: bool, country: str, said: str) -> None:
    positions, sums = invoiced(sale_of([(1000, 1, 0)], 0, True))
    file = issued(OrderFile("o"), Draft(DocumentType.INVOICE, positions, sums))
    [document] = [
        replace(each, seller=Seller(country="DE"), buyer=replace(BUYER, country=country), fetched=fetched)
        for each in file.documents
    ]
    assert category(document.sums[0], document) == said
    assert category(replace(document.sums[0], rate=1900), document) == "S"


def test_what_bears_no_tax_is_summed_up_by_why() -> None:
    sale = sale_of([(1000, 1, 0), (500, 1, 0), (300, 2, 0), (1190, 1, 1900)], 0, True)
    lines = [replace(line, category=why) for line, why in zip(sale.lines, ("K", "AE", "K", ""), strict=True)]
    sale = replace(sale, lines=tuple(lines))
    assert [(part.rate, part.category, part.net.amount) for part in invoiced(sale)[1]] == [
        (1900, "", 1000),
        (0, "AE", 500),
        (0, "K", 1600),
    ]
    file = settled(OrderFile("o").sold(sale, OrderFile("o").who).refunded(CreditedRefund("r", "pay", 1, euro(329))))
    note = file.of_refund("r")
    assert note is not None
    assert {(part.category, part.net.amount) for part in note.sums if not part.rate} == {("AE", 50), ("K", 160)}


def reduced(off: dict[str, int], units: int = 3, shipping: int = 290) -> PaidSale:
    """So many pots at 10.00, less what these promotions take off, and a delivery of 4.90 that one makes cheaper."""
    pot = SoldLine("POT", "POT", "Pot", "", units, euro(1000), 1900, reductions=_named(off))
    way = SoldLine(SHIPPING, "", "", "standard", 1, euro(490), 1900, to_ship=False)
    way = replace(way, reductions=_named({"Cheaper delivery": 490 - shipping}))
    total = pot.total + way.total
    tax = {1900: total.share(1900, WHOLE + 1900)}
    return PaidSale("o", "SK-1", BUYER, (pot, way), tax, True, total, "standard", "", AT, AT, {"pay": total})


def _named(off: dict[str, int]) -> tuple[tuple[str, Money], ...]:
    return tuple((name, euro(amount)) for name, amount in off.items())


def corrected(sale: PaidSale, back: CreditedRefund) -> tuple[IssuedDocument, ...]:
    """Its invoice, and the credit note of a refund."""
    file = settled(OrderFile("o").sold(sale, OrderFile("o").who))
    return settled(file.refunded(back)).documents


def test_an_invoice_names_what_each_promotion_took_off_goods_and_delivery() -> None:
    positions, _ = invoiced(reduced({"Spring": 400, "SAVE": 100}))
    told = [(line.unit_price, line.reductions, line.gross) for line in positions]
    assert told == [
        (euro(1000), _named({"Spring": 400, "SAVE": 100}), euro(2500)),
        (euro(490), _named({"Cheaper delivery": 200}), euro(290)),
    ]


def test_a_credit_note_names_the_share_of_each_promotion_of_what_comes_back() -> None:
    """Orders give the first unit the larger part of 5.01: 1.67 each."""
    sale = reduced({"Spring": 400, "SAVE": 101})
    back = CreditedRefund("r", "pay", 1, euro(833), (LineRefund("POT", 1, euro(833)),))
    [invoice, note] = corrected(sale, back)
    [line] = note.positions
    assert (line.quantity, line.unit_price, line.gross) == (1, euro(1000), euro(833))
    assert line.reductions == _named({"Spring": 133, "SAVE": 34})
    assert invoice.total - note.total == sale.total - euro(833)


def test_what_goes_back_of_a_price_that_was_agreed_on_is_an_amount_and_names_no_promotion() -> None:
    sale = reduced({"Spring": 400})
    back = CreditedRefund("r", "pay", 1, euro(300), (LineRefund("POT", 1, euro(300)),))
    [line] = corrected(sale, back)[1].positions
    assert (line.unit_price, line.reductions) == (None, ())
