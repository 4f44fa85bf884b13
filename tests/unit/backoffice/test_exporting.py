"""What a list of orders says in a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from backoffice.adapters.codec import pack, unpack
from backoffice.domain.exporting import header, line
from backoffice.domain.facts import Facts, Sale, Who
from backoffice.domain.figures import Counted
from backoffice.usecases.hearing import heard
from souk.events.common import Amount, OrderLine, PostalAddress, Reduced
from souk.events.factory import new_event
from souk.events.orders import OrderPlaced

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
SALE = Sale(2250, "EUR", "DE", {"MUG": 2, "TEA": 1})
WHO = Who("SK-7Q2M9-XK4TD", "guest:x", "ada@example.com", "Ada Lovelace")


def sold(sale: Sale) -> Facts:
    return Facts(order_id="o1").described(1, WHO, sale).moved("AWAITING_PAYMENT", AT)


def row_of(facts: Facts) -> dict[str, str]:
    [row] = csv.DictReader(io.StringIO((header() + line(facts)).decode()))
    return row


def test_an_order_names_each_promotion_with_its_amount() -> None:
    row = row_of(sold(replace(SALE, reductions=(("Spring", 250), ("Free delivery", 490)))))
    assert (row["total"], row["reduced_by"], row["promotions"]) == ("2250", "740", "Spring 250; Free delivery 490")
    plain = row_of(sold(SALE))
    assert (plain["reduced_by"], plain["promotions"]) == ("0", "")


def test_a_name_that_a_spreadsheet_takes_for_a_formula_is_text() -> None:
    row = row_of(sold(replace(SALE, reductions=(("=HYPERLINK(1)", 250),))))
    assert row["promotions"] == "'=HYPERLINK(1) 250"


def test_what_was_taken_off_is_heard_of_lines_and_delivery_together_and_kept() -> None:
    def off(promotion: str, name: str, amount: int) -> Reduced:
        return Reduced(promotion_id=promotion, name=name, amount=euro(amount))

    def bought(sku: str, *reductions: Reduced) -> OrderLine:
        return OrderLine(
            sku=sku,
            quantity=1,
            product_id="p",
            title="A thing",
            unit_price=euro(1000),
            total=euro(900),
            reductions=[*reductions],
        )

    placed = OrderPlaced(
        order_id="o1",
        number=WHO.number,
        owner=WHO.owner,
        email=WHO.email,
        lines=[bought("MUG", off("spring", "Spring", 100)), bought("TEA", off("spring", "Spring", 50))],
        shipping_address=PostalAddress(name="Ada", line1="Ring 1", city="Berlin", postal_code="10115", country="DE"),
        shipping_method="standard",
        subtotal=euro(1850),
        shipping=euro(0),
        tax=euro(0),
        total=euro(1850),
        shipping_reductions=[off("free", "Free delivery", 490), off("spring", "Spring", 10)],
        expires_at="",
        cart_owner=WHO.owner,
        cart_id="c1",
    )
    event = new_event("order.placed", aggregate_id="o1", aggregate_version=1, data=placed)
    facts = heard(Facts(order_id="o1"), event)
    assert facts.sale
    assert facts.sale.reductions == (("Spring", 160), ("Free delivery", 490))
    assert unpack("o1", pack(facts, Counted()))[0] == facts


def euro(amount: int) -> Amount:
    return Amount(amount=amount, currency="EUR")
