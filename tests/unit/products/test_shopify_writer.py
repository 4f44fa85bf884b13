"""What is exported can be imported again and is the same."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from products.domain import product
from products.domain.product import Content, Image, Option, ProductStatus, Variant
from products.domain.shopify import writer
from products.domain.shopify.parser import as_gift_card, parse
from souk.money import Money
from souk.withdrawal import DIGITAL, EXCLUSIONS
from tests.unit.products.test_shopify_parser import grouped

words = st.text(alphabet="abcÄß,\"'&<>-=+@＝\t\r\n€ ", min_size=1, max_size=20).map(str.strip).filter(bool)
money = st.integers(0, 10_000_000).map(lambda amount: Money(amount, "EUR"))


@st.composite
def contents(draw: st.DrawFn) -> Content:
    names = draw(st.lists(words, max_size=3, unique_by=str.casefold))
    count = draw(st.integers(1, 6)) if names else 1
    variants = []
    for number in range(count):
        price, ships = draw(money), draw(st.booleans())
        variants.append(
            Variant(
                sku=draw(st.sampled_from(["", "=", "-", "A/", "#", "'"])).lstrip("'") + f"SKU-{number}",
                price=price,
                compare_at=draw(st.none() | st.just(Money(price.amount + 1, "EUR"))),
                options=tuple(f"{name} {number}" for name in names),
                backorder=(tracked := draw(st.booleans())) is False or draw(st.booleans()),
                tracked=tracked,
                weight_grams=draw(st.integers(0, 100_000)),
                barcode=draw(st.sampled_from(["", "4006381333931", "=1+1"])),
                image=draw(st.sampled_from(["", "/media/a.svg"])),
                requires_shipping=ships,
                size_class=draw(st.sampled_from(["", "bulky", "xl-2"])),
                tax_class=draw(st.sampled_from(["standard", "reduced", "zero"])),
                withdrawal_exclusion=draw(
                    st.sampled_from(["", *(why for why in EXCLUSIONS if not ships or why != DIGITAL)])
                ),
            )
        )
    gift_card = draw(st.booleans())
    images = draw(st.lists(st.sampled_from(["/media/a.svg", "/media/b/c.png", "https://x.example/d.jpg"]), unique=True))
    return Content(
        title=draw(words),
        description_html=draw(st.sampled_from(["", '<p>two\nlines, and a "quote"</p>'])),
        vendor=draw(words),
        product_type=draw(st.sampled_from(["", "Cups"])),
        category=draw(st.sampled_from([("Home", "Kitchen"), ("Home",)])),
        tags=tuple(draw(st.lists(st.sampled_from(["a", "b c", "d"]), unique=True))),
        status=ProductStatus.DRAFT if gift_card else draw(st.sampled_from(list(ProductStatus))),
        gift_card=gift_card,
        options=tuple(Option(name, tuple(f"{name} {number}" for number in range(count))) for name in names),
        variants=tuple(map(as_gift_card, variants) if gift_card else variants),
        images=tuple(Image(src, draw(st.sampled_from(["", "alt"]))) for src in images),
        seo_title=draw(st.just("") | words),
        seo_description="",
    )


@given(contents(), st.sampled_from(["some-handle", "tee™", "a.b_c"]))
def test_an_exported_product_comes_back_as_it_was(content: Content, handle: str) -> None:
    made = product.new("p1", handle, content, datetime(2026, 1, 1, tzinfo=UTC))
    on_hand = {sku: number for number, sku in enumerate(made.skus)}
    [group] = grouped((writer.header() + "".join(writer.rows(made, on_hand))).encode())
    again = parse(group, "EUR", lambda html: html)
    assert (again.handle, again.content) == (handle, content)
    counted = [on_hand[variant.sku] if variant.tracked else None for variant in content.variants]
    assert list(again.quantities) == counted


@given(contents())
def test_no_cell_of_an_export_is_a_formula_to_a_spreadsheet(content: Content) -> None:
    made = product.new("p1", "-h", content, datetime(2026, 1, 1, tzinfo=UTC))
    text = "".join(writer.rows(made, dict.fromkeys(made.skus, -3)))
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert "-3" in cells or not any(variant.tracked for variant in content.variants)
    assert [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠\t\r\n")) and cell != "-3"] == []
