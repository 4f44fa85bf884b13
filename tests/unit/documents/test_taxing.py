"""What the tax office is told: whatever was sold and given back, reports come to what documents say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.domain.crediting import CreditedRefund, LineRefund
from documents.domain.document import DocumentType, IssuedDocument
from documents.domain.file import DocumentOwner, OrderFile
from documents.domain.sale import PaidSale, Party, SoldLine
from documents.domain.taxing.entries import GOODS, SERVICES, TaxEntry, TaxRow, TaxScheme, entries_of
from documents.domain.taxing.periods import TaxPeriod, month_of, quarter_of
from documents.domain.taxing.report import EuroRate, TaxSum, report_of
from souk.money import Money
from souk.taxes.settings import RatePeriod, Registration, TaxSettings
from tests.unit.documents.test_reckoning import SALES, euro, sale_of, settled, signed

HOME = TaxSettings()
WHO = DocumentOwner("user:ada")
FRENCH = Party("Élise", "Rue 1", "Paris", "75001", "FR")
BUSINESS = Party("Atelier", "Rue 1", "Paris", "75001", "FR", vat_id="FR40303265045")


def sold(*lines: SoldLine, buyer: Party = FRENCH, taxed_in: str = "FR") -> PaidSale:
    sale = replace(sale_of([(1, 1, 0)], 0, included=True), lines=lines, buyer=buyer, taxed_in=taxed_in)
    sums: Counter[int] = Counter()
    for line in lines:
        sums[line.rate] += line.total.amount
    taxes = {rate: euro(base).share(rate, 10_000 + rate) for rate, base in sums.items() if rate}
    total = euro(sum(sums.values()))
    return replace(sale, taxes=taxes, total=total, payments={"pay": total})


def thing(key: str = "cup", price: int = 1200, rate: int = 2000, **more: object) -> SoldLine:
    return SoldLine(key, key, "A thing", "", 1, euro(price), rate, **more)  # type: ignore[arg-type]


def invoice_of(sale: PaidSale, paid_on: date = date(2026, 5, 4), issued_on: date = date(2026, 5, 4)) -> IssuedDocument:
    (document,) = settled(OrderFile("o").sold(sale, WHO)).documents
    return replace(document, buyer=sale.buyer, taxed_in=sale.taxed_in, paid_on=paid_on, issued_on=issued_on)


def rows(sale: PaidSale, document: IssuedDocument | None = None, taxes: TaxSettings = HOME) -> dict[TaxRow, int]:
    found = entries_of(document or invoice_of(sale), sale, taxes)
    return {entry.row: entry.net.amount for entry in found}


@settings(max_examples=80, deadline=None)
@given(SALES, st.lists(st.tuples(st.integers(1, 200_000), st.booleans()), max_size=5))
def test_entries_come_to_what_documents_say(sale: PaidSale, refunds: list[tuple[int, bool]]) -> None:
    file = OrderFile("o").sold(sale, WHO)
    for number, (amount, named) in enumerate(refunds):
        lines = (LineRefund("S0", 1),) if named else ()
        file = settled(file.refunded(CreditedRefund(f"r{number}", "pay", 2, euro(amount), lines)))
    file = settled(file)
    for document in file.documents:
        found = entries_of(document, sale, HOME)
        by_rate: Counter[tuple[int, str]] = Counter()
        for entry in found:
            by_rate[entry.row.rate, "net"] += entry.net.amount
            by_rate[entry.row.rate, "tax"] += entry.tax.amount
        wanted: Counter[tuple[int, str]] = Counter()
        for part in document.sums:
            wanted[part.rate, "net"] += signed(document) * part.net.amount
            wanted[part.rate, "tax"] += signed(document) * part.tax.amount
        assert +by_rate == +wanted
        assert -by_rate == -wanted


@pytest.mark.parametrize(
    ("line", "buyer", "taxed_in", "scheme", "supply"),
    [
        (thing(), FRENCH, "FR", TaxScheme.OSS, GOODS),
        (thing(to_ship=False), FRENCH, "FR", TaxScheme.OSS, SERVICES),
        (thing(rate=1900, to_ship=False, taxed_in="DE"), FRENCH, "FR", TaxScheme.DOMESTIC, SERVICES),
        (thing(rate=1900), FRENCH, "DE", TaxScheme.DOMESTIC, GOODS),
        (thing(rate=0, category="K"), BUSINESS, "FR", TaxScheme.INTRA_COMMUNITY, GOODS),
        (thing(rate=0, category="AE", to_ship=False), BUSINESS, "FR", TaxScheme.REVERSE_CHARGE, SERVICES),
        (thing(rate=0, category="G"), replace(FRENCH, country="CH"), "CH", TaxScheme.EXPORT, GOODS),
        (thing(rate=0, category="E"), FRENCH, "DE", TaxScheme.EXEMPT, GOODS),
        (thing(rate=0, category="O", to_ship=False), replace(FRENCH, country="CH"), "CH", TaxScheme.OUTSIDE, SERVICES),
        (thing(rate=0, category="Z"), FRENCH, "FR", TaxScheme.OSS, GOODS),
        (thing(rate=2000), replace(FRENCH, country="GB"), "GB", TaxScheme.LOCAL, GOODS),
        (thing(rate=2000), replace(FRENCH, country="GB"), "XI", TaxScheme.OSS, GOODS),
        # From before lines and sales told it: by where it went.
        (thing(rate=0), replace(FRENCH, country="CH"), "", TaxScheme.EXPORT, GOODS),
        (thing(rate=0), replace(FRENCH, country="ES", postal_code="38001"), "", TaxScheme.EXPORT, GOODS),
        (thing(rate=2000), FRENCH, "", TaxScheme.OSS, GOODS),
    ],
)
def test_each_sale_is_declared_in_one_return(
    line: SoldLine, buyer: Party, taxed_in: str, scheme: TaxScheme, supply: str
) -> None:
    ((row, net),) = rows(sold(line, buyer=buyer, taxed_in=taxed_in)).items()
    assert (row.scheme, row.supply, row.month) == (scheme, supply, "2026-05")
    assert net == 1200 * 10_000 // (10_000 + line.rate) or net == round(1200 * 10_000 / (10_000 + line.rate))


def test_where_the_shop_is_registered_itself_nothing_goes_by_the_one_stop_shop() -> None:
    """From the first day of the registration to the last one."""
    since = replace(HOME, registrations=(Registration("FR", "FR1", RatePeriod(date(2026, 5, 4), date(2026, 5, 31))),))
    for day, scheme in [(3, TaxScheme.OSS), (4, TaxScheme.LOCAL), (31, TaxScheme.LOCAL)]:
        (row,) = rows(sold(thing()), invoice_of(sold(thing()), paid_on=date(2026, 5, day)), since)
        assert row.scheme is scheme


def test_corsica_is_declared_with_france_and_madeira_by_itself_at_home() -> None:
    (corsica,) = rows(sold(thing(rate=210), taxed_in="FR-20R"))
    assert (corsica.scheme, corsica.place, corsica.rate) == (TaxScheme.OSS, "FR", 210)
    (madeira,) = rows(sold(thing(rate=2200), taxed_in="PT-30"), taxes=TaxSettings(home="PT"))
    assert (madeira.scheme, madeira.place) == (TaxScheme.DOMESTIC, "PT-30")


def test_goods_and_services_of_one_rate_are_told_apart_to_the_cent() -> None:
    sale = sold(thing("cup", 333), thing("file", 334, to_ship=False))
    found = entries_of(invoice_of(sale), sale, HOME)
    assert {entry.row.supply for entry in found} == {GOODS, SERVICES}
    assert sum((entry.net + entry.tax).amount for entry in found) == 667
    assert sum(entry.tax.amount for entry in found) == euro(667).share(2000, 12_000).amount


def test_tax_falls_due_with_the_payment_and_on_goods_for_a_business_with_the_invoice() -> None:
    days = {"paid_on": date(2026, 3, 31), "issued_on": date(2026, 4, 1)}
    taxed, untaxed = sold(thing()), sold(thing(rate=0, category="K"), buyer=BUSINESS)
    assert [row.month for row in rows(taxed, invoice_of(taxed, **days))] == ["2026-03"]
    assert [row.month for row in rows(untaxed, invoice_of(untaxed, **days))] == ["2026-04"]


@pytest.mark.parametrize(
    ("line", "corrects"),
    [
        (thing(), "2026-Q2"),
        # Elsewhere what takes something off a price is of the period in which it is written.
        (thing(rate=1900, taxed_in="DE"), ""),
        (thing(rate=0, category="K"), ""),
    ],
)
def test_a_credit_note_of_a_later_quarter_corrects_the_one_of_the_sale(line: SoldLine, corrects: str) -> None:
    sale = sold(line, buyer=BUSINESS)
    file = settled(OrderFile("o").sold(sale, WHO).refunded(CreditedRefund("r", "pay", 2, euro(600))))
    note = replace(file.documents[1], buyer=BUSINESS, taxed_in="FR", paid_on=date(2026, 6, 30))
    for day, wanted in [(date(2026, 6, 30), ""), (date(2026, 7, 1), corrects)]:
        ((row, net),) = rows(sale, replace(note, issued_on=day)).items()
        assert (row.month, row.corrects) == (month_of(day), wanted)
        assert net < 0
    reversal = replace(note, type=DocumentType.REVERSAL, issued_on=date(2026, 10, 1))
    ((row, net),) = rows(sale, reversal).items()
    assert (row.month, row.corrects, net > 0) == ("2026-10", corrects, True)


def test_who_buys_as_a_business_is_named_by_its_number_alone_where_it_owes_the_tax() -> None:
    sale = sold(thing(rate=0, category="K"), thing("file", rate=1900, to_ship=False, taxed_in="DE"), buyer=BUSINESS)
    found = {entry.row.scheme: entry.vat_number for entry in entries_of(invoice_of(sale), sale, HOME)}
    assert found == {TaxScheme.INTRA_COMMUNITY: "FR40303265045", TaxScheme.DOMESTIC: ""}


def test_periods_have_names() -> None:
    quarter, month = TaxPeriod.named("2026-Q4"), TaxPeriod.named("2028-02")
    assert (quarter.months, quarter.last_day) == (("2026-10", "2026-11", "2026-12"), date(2026, 12, 31))
    assert (month.months, month.last_day, month.name) == (("2028-02",), date(2028, 2, 29), "2028-02")
    assert (quarter.name, quarter_of(date(2026, 3, 31)), month_of(date(2026, 3, 1))) == (
        "2026-Q4",
        "2026-Q1",
        "2026-03",
    )
    for name in ["2026-Q5", "2026-13", "2026", "2026-Q0", "1026-01", "2026-11-01", "２026-01", "2026-01\n"]:
        with pytest.raises(ValueError, match="no month"):
            TaxPeriod.named(name)


@pytest.mark.parametrize(
    ("rate", "amount", "euros"),
    [
        ("11.2345", Money(112345, "SEK"), 10_000),
        ("2", Money(1, "PLN"), 1),  # half a cent, away from zero
        ("2", Money(-1, "PLN"), -1),
        ("160.5", Money(1605, "JPY"), 1000),
        ("0.333", Money(3330, "KWD"), 1000),
        ("4.000001", Money(4, "PLN"), 1),
    ],
)
def test_euros_are_rounded_once_to_the_cent(rate: str, amount: Money, euros: int) -> None:
    assert EuroRate.parsed(rate).euros(amount) == Money(euros, "EUR")


@pytest.mark.parametrize("text", ["", "0", "0.000000", "-1", "1e3", "1.", ".5", "1,5", "1.1234567", "12345678", "１"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no exchange rate"):
        EuroRate.parsed(text)


def one(month: str, net: int, tax: int, rate: int = 2000, currency: str = "EUR", **more: str) -> TaxSum:
    row = TaxRow(month, TaxScheme.OSS, more.pop("place", "FR"), rate, "S", more.pop("supply", GOODS), currency, **more)
    return TaxSum(row, Money(net, currency), Money(tax, currency), 1)


def test_a_quarter_adds_up_its_months_and_tells_corrections_by_country_and_quarter() -> None:
    sums = [
        one("2026-10", 1000, 200),
        one("2026-11", 500, 100),
        one("2026-11", 300, 60, supply=SERVICES),
        one("2026-12", 1000, 250, 2500, "SEK", place="SE"),
        one("2026-12", -100, -20, corrects="2026-Q2"),
        one("2026-10", -50, -5, 1000, corrects="2026-Q2"),
        one("2026-10", -50, -10, corrects="2026-Q3"),
    ]
    report = report_of(TaxPeriod.named("2026-Q4"), sums, {})
    told = [(row.place, row.rate, row.supply, row.net.amount, row.tax.amount, row.documents) for row in report.rows]
    assert told == [
        ("FR", 2000, GOODS, 1500, 300, 2),
        ("FR", 2000, SERVICES, 300, 60, 1),
        ("SE", 2500, GOODS, 1000, 250, 1),
    ]
    assert [(row.place, row.corrects, row.tax.amount) for row in report.corrections] == [
        ("FR", "2026-Q2", -25),
        ("FR", "2026-Q3", -10),
    ]
    assert (report.wanting, report.to_pay) == (("SEK",), None)
    whole = report_of(TaxPeriod.named("2026-Q4"), sums, {"SEK": "10"})
    assert (whole.wanting, whole.to_pay) == ((), euro(300 + 60 + 25 - 25 - 10))


def test_the_euros_that_are_paid_are_the_sum_of_what_stands_in_the_report() -> None:
    sums = [one("2026-10", 25, 5, rate, "SEK", place="SE") for rate in (2500, 1200, 600)]
    report = report_of(TaxPeriod.named("2026-10"), sums, {"SEK": "10"})
    assert [row.euros.tax.amount for row in report.rows if row.euros] == [1, 1, 1]
    assert report.to_pay == euro(3)


def test_an_entry_is_money() -> None:
    sale = sold(thing(price=1200))
    (entry,) = entries_of(invoice_of(sale), sale, HOME)
    assert entry == TaxEntry(TaxRow("2026-05", TaxScheme.OSS, "FR", 2000, "S", GOODS, "EUR"), euro(1000), euro(200))
