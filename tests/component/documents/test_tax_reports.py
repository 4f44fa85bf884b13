"""The reports of taxes: from what is paid and given back to what the tax office is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from documents.adapters.records import FileRecord, TaxSumRecord
from documents.adapters.store import FileStore
from documents.compose import services
from documents.domain.file import OrderFile
from documents.usecases.sales import sale_of
from souk import clock
from souk.events.common import PostalAddress
from souk.events.content import ContentPublished
from souk.events.rules.taxes import PublishedTaxes, TaxRegistration
from tests.component.documents.shop import Shop
from tests.support.documents import event, line, order_paid, paid, refund, shop_published

PARIS = PostalAddress(name="Élise", line1="Rue 1", city="Paris", postal_code="75001", country="FR")
MAY, JULY = datetime(2026, 5, 4, 10, tzinfo=UTC), datetime(2026, 7, 1, 10, tzinfo=UTC)
CUP = line("CUP", 1200, 1, 2000)


def to_paris(order_id: str, **more: Any) -> Any:
    members = {"lines": [CUP], "shipping": 0, "address": PARIS, "taxed_in": "FR", **more}
    return order_paid(paid(order_id, **members))


def to_business(order_id: str, number: str, price: int) -> Any:
    lines = [line("CUP", price, 1, 0, tax_category="K")]
    return to_paris(order_id, lines=lines, vat_number=number)


def told(shop: Shop, period: str) -> list[tuple[Any, ...]]:
    found = shop.staff(f"/admin/tax-reports/{period}").json
    rows = [*found["rows"], *found["corrections"]]
    return [
        (row["scheme"], row["place"], row["rate"], row["corrects"], row["net"]["amount"], row["tax"]["amount"])
        for row in rows
    ]


def test_a_sale_is_in_the_report_of_its_payment_and_what_is_given_back_later_corrects_it(shop: Shop) -> None:
    with clock.freeze(MAY):
        shop.hear(shop_published(), to_paris("o1"), to_paris("o2"), order_paid(paid("o3")))
    with clock.freeze(JULY):
        shop.hear(refund(600, order_id="o1"))
        assert told(shop, "2026-Q2") == [
            ("domestic", "DE", 1900, "", 3771, 717),
            ("domestic", "DE", 700, "", 1210, 85),
            ("oss", "FR", 2000, "", 2000, 400),
        ]
        assert told(shop, "2026-Q3") == [("oss", "FR", 0, "2026-Q2", -500, -100)]
        assert told(shop, "2026-07") == told(shop, "2026-Q3")
        assert told(shop, "2026-08") == []


def test_what_the_one_stop_shop_asks_for_is_kept_for_ten_years_and_nothing_else(shop: Shop) -> None:
    with clock.freeze(MAY):
        shop.hear(shop_published(), to_paris("o1"), order_paid(paid("o2")), to_business("o3", "FR40303265045", 1000))
    store = FileStore()
    assert [kept_until(f"o{number}") for number in (1, 2, 3)] == [2037, 2035, 2035]
    with clock.freeze(JULY.replace(year=2027)):
        shop.hear(refund(600, order_id="o1"), refund(119, "r2", "o2"))
    assert [kept_until(f"o{number}") for number in (1, 2)] == [2038, 2036]
    store.save(file := store.find("o1"), file.forgotten(), None)
    assert kept_until("o1") == 2038


def kept_until(order_id: str) -> int:
    """The year on whose first day the table lets go of an order's documents."""
    record = FileRecord.fetch(f"ORDER#{order_id}", "DOCUMENTS", consistent=True)
    assert record
    return datetime.fromtimestamp(int(record.expires_at or 0), UTC).year


def test_a_report_is_exactly_what_the_documents_say(shop: Shop) -> None:
    with clock.freeze(MAY):
        shop.hear(shop_published())
        for number in range(5):
            order = f"o{number}"
            shop.hear(order_paid(paid(order)), refund(333 + number, f"r{number}", order))
    documents = [each for number in range(5) for each in shop.documents(f"o{number}")]
    assert len(documents) == 10
    wanted: dict[int, list[int]] = {}
    for document in documents:
        sign = -1 if document.type == "credit_note" else 1
        for part in document.sums:
            sums = wanted.setdefault(part.rate, [0, 0])
            sums[0] += sign * part.net.amount
            sums[1] += sign * part.tax.amount
    assert {rate: [net, tax] for _, _, rate, _, net, tax in told(shop, "2026-05")} == wanted


def test_what_an_earlier_version_issued_is_counted_with_the_next_document_once(shop: Shop) -> None:
    """It left no entries, and its file says nothing of them."""
    with clock.freeze(MAY):
        shop.hear(shop_published(), order_paid())
    store = FileStore()
    file = store.find("order-1")
    assert (file.counted, len(file.documents)) == (1, 1)
    before = told(shop, "2026-05")
    for record in TaxSumRecord.query("TAX#2026-05"):
        record.delete()
    store.save(file, replace(file, counted=0), None)
    with clock.freeze(MAY):
        assert told(shop, "2026-05") == []
        shop.hear(refund(119))
        after = told(shop, "2026-05")
    assert sum(row[4] + row[5] for row in after) == sum(row[4] + row[5] for row in before) - 119
    assert store.find("order-1").counted == 2


def test_where_the_shop_is_registered_is_heard(shop: Shop) -> None:
    taxes = PublishedTaxes(home="DE", registrations=[TaxRegistration(place="FR")])
    published = ContentPublished(document="taxes", number=1, taxes=taxes)
    with clock.freeze(MAY):
        shop.hear(shop_published(), event("content.published", published, "taxes", 1), to_paris("o1"))
        assert told(shop, "2026-05") == [("local", "FR", 2000, "", 1000, 200)]


def test_businesses_are_listed_by_number_and_month(shop: Shop) -> None:
    with clock.freeze(MAY):
        shop.hear(
            shop_published(),
            to_business("o1", "FR40303265045", 1000),
            to_business("o2", "FR40303265045", 500),
            to_business("o3", "ATU13585627", 700),
        )
    with clock.freeze(JULY):
        shop.hear(refund(200, order_id="o3"))
        first = shop.staff("/admin/tax-reports/2026-05/businesses", query={"limit": "1"}).json
        query = {"limit": "5", "cursor": first["next_cursor"]}
        rest = shop.staff("/admin/tax-reports/2026-05/businesses", query=query).json
        items = [*first["items"], *rest["items"]]
        assert [(each["vat_number"], each["supply"], each["net"]["amount"]) for each in items] == [
            ("ATU13585627", "goods", 700),
            ("FR40303265045", "goods", 1500),
        ]
        (credited,) = shop.staff("/admin/tax-reports/2026-07/businesses").json["items"]
        assert (credited["vat_number"], credited["net_in_euros"]["amount"]) == ("ATU13585627", -200)
        assert shop.staff("/admin/tax-reports/2026-Q2/businesses").status == 404


def test_rates_are_entered_by_who_may(shop: Shop) -> None:
    path, body = "/admin/tax-reports/2026-Q2/exchange-rates", {"rates": [{"currency": "SEK", "per_euro": "11.2345"}]}
    assert shop.enter(path, body, groups=["support"]).status == 403
    answer = shop.enter(path, body)
    assert answer.status == 200
    assert answer.json["exchange_rates"] == [{"currency": "SEK", "per_euro": "11.2345"}]
    assert shop.staff("/admin/tax-reports/2026-Q2").json["exchange_rates"] == answer.json["exchange_rates"]
    assert shop.staff("/admin/tax-reports/2026-Q3").json["exchange_rates"] == []
    assert shop.enter(path, {"rates": []}).json["exchange_rates"] == []


@pytest.mark.parametrize(
    "rates",
    [
        [{"currency": "EUR", "per_euro": "1"}],
        [{"currency": "SEK", "per_euro": "0"}],
        [{"currency": "SEK", "per_euro": "11"}, {"currency": "SEK", "per_euro": "12"}],
        [{"currency": "sek", "per_euro": "11"}],
        [{"currency": "SEK", "per_euro": "1e5"}],
    ],
)
def test_what_can_be_no_rate_is_refused(shop: Shop, rates: list[dict[str, str]]) -> None:
    answer = shop.enter("/admin/tax-reports/2026-Q2/exchange-rates", {"rates": rates})
    assert answer.status == 400
    assert shop.staff("/admin/tax-reports/2026-Q2").json["exchange_rates"] == []


def test_what_is_no_period_is_not_there(shop: Shop) -> None:
    for name in ["2026-Q5", "2026", "2026-00", "next"]:
        assert shop.staff(f"/admin/tax-reports/{name}").status == 404


def test_a_report_says_that_an_invoice_of_it_is_still_to_come(shop: Shop) -> None:
    shop.hear(shop_published(seller=None))
    with clock.freeze(JULY):
        services().issuing.sold(sale_of(paid(), MAY), OrderFile("order-1").who)
        assert shop.staff("/admin/tax-reports/2026-Q1").json["invoices_wait"] is False
        assert shop.staff("/admin/tax-reports/2026-Q2").json["invoices_wait"] is True
        shop.hear(shop_published(number=2))
        services().issuing.issue_waiting()
        assert shop.staff("/admin/tax-reports/2026-Q2").json["invoices_wait"] is False
        # It was paid in May, and is declared for then, whenever it is written.
        assert told(shop, "2026-05")
        assert not told(shop, "2026-07")
