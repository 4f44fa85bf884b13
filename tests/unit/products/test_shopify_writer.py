"""What is exported can be imported again and is the same."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from products import product
from products.product import Content, Image, Option, Status, Variant
from products.shopify import writer
from products.shopify.parser import parse
from products.shopify.reader import Reader
from souk.money import Money

words = st.text(alphabet="abcÄß,\"'&<>-€ ", min_size=1, max_size=20).map(lambda text: f"x{text.strip()}y")
money = st.integers(0, 10_000_000).map(lambda amount: Money(amount, "EUR"))


@st.composite
def contents(draw: st.DrawFn) -> Content:
    names = draw(st.lists(words, max_size=3, unique_by=str.casefold))
    count = draw(st.integers(1, 6)) if names else 1
    variants = []
    for number in range(count):
        price = draw(money)
        variants.append(
            Variant(
                sku=f"SKU-{number}",
                price=price,
                compare_at=draw(st.none() | st.just(Money(price.amount + 1, "EUR"))),
                options=tuple(f"{name} {number}" for name in names),
                backorder=draw(st.booleans()),
                weight_grams=draw(st.integers(0, 100_000)),
                barcode=draw(st.sampled_from(["", "4006381333931"])),
                image=draw(st.sampled_from(["", "/media/a.svg"])),
                requires_shipping=draw(st.booleans()),
                tax_class=draw(st.sampled_from(["standard", "reduced", "zero"])),
            )
        )
    images = draw(st.lists(st.sampled_from(["/media/a.svg", "/media/b/c.png", "https://x.example/d.jpg"]), unique=True))
    return Content(
        title=draw(words),
        description_html=draw(st.sampled_from(["", '<p>two\nlines, and a "quote"</p>'])),
        vendor=draw(words),
        product_type=draw(st.sampled_from(["", "Cups"])),
        category=draw(st.sampled_from([("Home", "Kitchen"), ("Home",)])),
        tags=tuple(draw(st.lists(st.sampled_from(["a", "b c", "d"]), unique=True))),
        status=draw(st.sampled_from([Status.ACTIVE, Status.DRAFT, Status.ARCHIVED])),
        options=tuple(Option(name, tuple(f"{name} {number}" for number in range(count))) for name in names),
        variants=tuple(variants),
        images=tuple(Image(src, draw(st.sampled_from(["", "alt"]))) for src in images),
        seo_title=draw(st.sampled_from(["", "Buy it"])),
        seo_description="",
    )


@given(contents())
def test_an_exported_product_comes_back_as_it_was(content: Content) -> None:
    made = product.new("p1", "some-handle", content, datetime(2026, 1, 1, tzinfo=UTC))
    on_hand = {sku: number for number, sku in enumerate(made.skus)}
    text = writer.header() + "".join(writer.rows(made, on_hand))
    [group] = Reader([text.encode()]).groups()
    again = parse(group, "EUR", lambda html: html)
    assert again.content == content
    assert again.quantities == on_hand
