"""What is due of an order's documents, whichever event came first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from documents.domain.crediting import CreditedRefund, LineRefund
from documents.domain.document import DocumentType
from documents.domain.file import DocumentOwner, Obstacle, OrderFile
from documents.domain.numbering import number_of, range_of, split
from documents.domain.sale import SHIPPING
from documents.domain.seller import Seller, missing
from tests.unit.documents.test_reckoning import euro, sale_of, settled

SALE = sale_of([(2000, 2, 1900), (1000, 1, 700)], 490, included=True)
SELLER = Seller("Souk", "Souk GmbH", "Markt 1", "10115", "Berlin", "DE", "DE136695976")
WHO = DocumentOwner("user:ada")


def test_a_refund_that_is_heard_before_the_sale_waits_for_the_invoice() -> None:
    file = OrderFile("o").refunded(CreditedRefund("r", "pay", 2, euro(1000)))
    assert file.due() is None
    file = settled(file.sold(SALE, WHO))
    assert [document.type for document in file.documents] == [DocumentType.INVOICE, DocumentType.CREDIT_NOTE]


def test_what_is_heard_again_makes_nothing_new() -> None:
    refund = CreditedRefund("r", "pay", 2, euro(1000))
    file = settled(settled(OrderFile("o").sold(SALE, WHO)).refunded(refund))
    assert file.sold(SALE, WHO).refunded(refund).due() is None
    assert file.refunded(replace(refund, version=1, failed=True)) == file


def test_a_refund_of_lines_is_of_these_lines() -> None:
    file = settled(OrderFile("o").sold(SALE, WHO))
    refund = CreditedRefund("r", "pay", 2, euro(2490), (LineRefund("S0", 1),), euro(490))
    draft = file.refunded(refund).due()
    assert draft is not None
    assert [(each.key, each.quantity, each.gross) for each in draft.positions] == [
        ("S0", 1, euro(2000)),
        (SHIPPING, 1, euro(490)),
    ]
    assert [(part.rate, part.tax) for part in draft.sums] == [(1900, euro(398))]


def test_a_lower_price_is_a_credit_of_its_line_without_a_unit_price() -> None:
    file = settled(OrderFile("o").sold(SALE, WHO))
    refund = CreditedRefund(
        "r", "pay", 2, euro(2700), (LineRefund("S0", 1, euro(2500)), LineRefund("S1", 0, euro(200)))
    )
    draft = file.refunded(refund).due()
    assert draft is not None
    assert [(each.key, each.quantity, each.unit_price, each.gross) for each in draft.positions] == [
        ("S0", 1, None, euro(2500)),
        ("S1", 1, None, euro(200)),
    ]


def test_a_refund_of_no_line_is_a_part_of_the_price_at_each_rate() -> None:
    draft = settled(OrderFile("o").sold(SALE, WHO)).refunded(CreditedRefund("r", "pay", 2, euro(549))).due()
    assert draft is not None
    assert [(each.title, each.rate, each.gross) for each in draft.positions] == [
        ("", 1900, euro(449)),
        ("", 700, euro(100)),
    ]


def test_the_whole_price_is_given_back_line_by_line() -> None:
    draft = settled(OrderFile("o").sold(SALE, WHO)).refunded(CreditedRefund("r", "pay", 2, SALE.total)).due()
    assert draft is not None
    assert [(each.key, each.quantity) for each in draft.positions] == [("S0", 2), ("S1", 1), (SHIPPING, 1)]


def test_what_was_paid_beyond_the_price_is_given_back_without_a_credit_note() -> None:
    twice = replace(SALE, payments={"pay": SALE.total, "again": SALE.total})
    file = settled(OrderFile("o").sold(twice, WHO).refunded(CreditedRefund("r", "again", 1, SALE.total)))
    assert len(file.documents) == 1
    file = settled(file.refunded(CreditedRefund("s", "pay", 2, euro(1000))))
    assert [document.total for document in file.documents[1:]] == [euro(1000)]


def test_what_another_payment_brought_is_none_of_the_invoice() -> None:
    file = settled(OrderFile("o").sold(SALE, WHO).refunded(CreditedRefund("r", "late", 1, SALE.total)))
    assert len(file.documents) == 1


def test_an_invoice_waits_for_the_seller_and_for_sums_that_agree() -> None:
    file = OrderFile("o").sold(SALE, WHO)
    assert file.obstacle(None) is Obstacle.SELLER
    assert file.obstacle(replace(SELLER, vat_id="")) is Obstacle.SELLER
    assert file.obstacle(SELLER) is None
    odd = replace(SALE, taxes={1900: euro(1)})
    assert OrderFile("o").sold(odd, WHO).obstacle(SELLER) is Obstacle.RATES


@pytest.mark.parametrize("vat_id", ["136695976", "de1", "DE 1"])
def test_a_vat_number_begins_with_its_country(vat_id: str) -> None:
    assert missing(replace(SELLER, vat_id=vat_id)) == ("vat_id",)


def test_who_is_forgotten_leaves_what_the_law_asks_for() -> None:
    file = settled(OrderFile("o").sold(SALE, DocumentOwner("guest:1", "key"))).forgotten()
    assert file.who == DocumentOwner()
    assert file.sent_to is None
    assert file.documents[0].buyer.name == "Ada"
    assert file.kept_until == datetime(2035, 1, 1, tzinfo=UTC)


def test_what_is_declared_in_the_one_stop_shop_is_kept_for_ten_years() -> None:
    file = settled(OrderFile("o").sold(SALE, WHO))
    assert file.kept_until == datetime(2035, 1, 1, tzinfo=UTC)
    assert replace(file, one_stop=True).kept_until == datetime(2037, 1, 1, tzinfo=UTC)


def test_numbers_say_their_range_and_their_place_in_it() -> None:
    assert range_of(DocumentType.INVOICE, date(2026, 12, 31)) == range_of(DocumentType.REVERSAL, date(2026, 1, 1))
    assert number_of("CN-2027", 12) == "CN-2027-000012"
    assert split("CN-2027-000012") == ("CN-2027", 12)
