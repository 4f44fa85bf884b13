"""Orders that are paid, and the merchant who sells: what the documents service hears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from souk.context import bound
from souk.events import Event
from souk.events.common import Amount, EventData, OrderLine, PostalAddress
from souk.events.content import ContentPublished, SellerSettings, ShopSettings
from souk.events.factory import new_event
from souk.events.orders import CapturedPayment, OrderPaid, TaxShare
from souk.events.payments import RefundChanged, RefundedLine
from souk.money import Money

PAYMENT = "pay-1"
KEY = "the-key"
BERLIN = PostalAddress(name="Ada Lovelace", line1="Ring 1", city="Berlin", postal_code="10115", country="DE")
SELLER = SellerSettings(
    company="Souk Handels GmbH",
    street="Marktgasse 12",
    postal_code="10115",
    city="Berlin",
    country="DE",
    vat_id="DE136695976",
    represented_by="Geschäftsführerin: Amina Haddad",
    register_entry="Amtsgericht Berlin (Charlottenburg), HRB 123456",
    email="hello@souk.example",
    phone="+49 30 123456",
)


def euro(amount: int) -> Amount:
    return Amount(amount=amount, currency="EUR")


def line(sku: str = "MUG", price: int = 1999, quantity: int = 2, rate: int | None = 1900, **more: Any) -> OrderLine:
    return OrderLine(
        sku=sku,
        quantity=quantity,
        product_id=f"p-{sku}",
        title=more.pop("title", f"The {sku}"),
        unit_price=euro(price),
        total=euro(price * quantity),
        tax_rate=rate,
        **more,
    )


def paid(
    order_id: str = "order-1",
    lines: Sequence[OrderLine] = (),
    shipping: int = 490,
    address: PostalAddress = BERLIN,
    owner: str = "user:ada",
    **more: Any,
) -> OrderPaid:
    """A sale with prices that include the tax."""
    lines = list(lines) or [line(), line("BOOK", 1295, 1, 700)]
    bases: dict[int, int] = {1900: shipping} if shipping else {}
    for each in lines:
        bases[each.tax_rate or 0] = bases.get(each.tax_rate or 0, 0) + each.total.amount
    taxes = {rate: Money(base, "EUR").share(rate, 10_000 + rate) for rate, base in bases.items()}
    total = sum(bases.values())
    members = {
        "taxes": [TaxShare(rate=rate, amount=Amount.of(tax)) for rate, tax in sorted(taxes.items()) if tax],
        "shipping_rate": 1900,
        "placed_at": "2026-05-04T09:00:00.000Z",
        "payment_method": "stripe",
        "payments": [CapturedPayment(id=PAYMENT, captured=euro(total))],
        **more,
    }
    return OrderPaid(
        order_id=order_id,
        number=f"SK-{order_id}",
        owner=owner,
        email="ada@example.com",
        access_key=KEY,
        lines=lines,
        shipping_address=address,
        shipping_method="standard",
        subtotal=euro(total - shipping),
        shipping=euro(shipping),
        tax=euro(sum(tax.amount for tax in taxes.values())),
        total=euro(total),
        payment_id=PAYMENT,
        **members,
    )


def event(type_: str, data: EventData, aggregate_id: str = "order-1", version: int = 3) -> Event:
    with bound("corr-1"):
        return new_event(type_, aggregate_id=aggregate_id, aggregate_version=version, data=data)


def order_paid(order: OrderPaid | None = None) -> Event:
    told = order or paid()
    return event("order.paid", told, told.order_id)


def refund(
    amount: int,
    refund_id: str = "ref-1",
    order_id: str = "order-1",
    version: int = 5,
    lines: Sequence[RefundedLine] = (),
    *,
    type_: str = "refund.succeeded",
    payment: str = PAYMENT,
    shipping: int = 0,
) -> Event:
    data = RefundChanged(
        refund_id=refund_id,
        payment_id=payment,
        order_id=order_id,
        amount=euro(amount),
        refunded_total=euro(amount),
        reason="it broke",
        requested_by="user:sam",
        lines=list(lines),
        shipping=euro(shipping) if shipping else None,
    )
    return event(type_, data, payment, version)


def refunded(sku: str, quantity: int, amount: int | None = None) -> RefundedLine:
    return RefundedLine(sku=sku, quantity=quantity, amount=None if amount is None else euro(amount))


def shop_published(seller: SellerSettings | None = SELLER, number: int = 1, language: str = "en") -> Event:
    shop = ShopSettings(name="Souk", language=language, primary="#2b3aa0", seller=seller)
    return event(
        "content.published", ContentPublished(document="settings", number=number, shop=shop), "settings", number
    )
