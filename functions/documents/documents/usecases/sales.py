"""What other services tell, in the words of documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from documents.domain.crediting import CreditedRefund, LineRefund
from documents.domain.sale import SHIPPING, PaidSale, Party, SoldLine
from documents.domain.seller import Seller
from documents.domain.slip import ReturnSlip, SlipLine
from souk.events.common import PostalAddress, Reduced
from souk.events.content import ShopSettings
from souk.events.orders import OrderPaid
from souk.events.payments import RefundChanged
from souk.events.shipping import ReturnChanged
from souk.money import Money

# A rate that nothing is taxed at.
_UNKNOWN = -1


def party_of(address: PostalAddress) -> Party:
    return Party(**address.model_dump(include={*Party.__slots__}))


def sale_of(order: OrderPaid, paid_at: datetime) -> PaidSale:
    only, shipping = _only_rate(order), order.shipping.money()
    lines = [
        SoldLine(
            line.sku,
            line.sku,
            line.title,
            line.variant_title,
            line.quantity,
            line.unit_price.money(),
            only if line.tax_rate is None else line.tax_rate,
            line.requires_shipping,
            line.tax_category,
            line.taxed_in,
            _named(line.reductions),
        )
        for line in order.lines
    ]
    if shipping:
        rate = only if order.shipping_rate is None else order.shipping_rate
        why = order.shipping_category
        # Free delivery is no position, whoever made it free.
        off = _named(order.shipping_reductions)
        listed = shipping + Money.total((amount for _, amount in off), shipping.currency)
        way = SoldLine(SHIPPING, "", "", order.shipping_method, 1, listed, rate, to_ship=False, category=why)
        lines.append(replace(way, reductions=off))
    total = order.total.money()
    paid = {payment.id: payment.captured.money() for payment in order.payments}
    return PaidSale(
        order_id=order.order_id,
        order_number=order.number,
        buyer=replace(party_of(order.shipping_address), vat_id=order.vat_number),
        lines=tuple(lines),
        taxes=_taxes(order),
        tax_included=order.tax_included,
        total=total,
        shipping_method=order.shipping_method,
        payment_method=order.payment_method,
        placed_at=datetime.fromisoformat(order.placed_at) if order.placed_at else None,
        paid_at=paid_at,
        # An older event names the payment alone.
        payments=paid or ({order.payment_id: total} if order.payment_id else {}),
        taxed_in=order.taxed_in,
        credits=tuple((credit.last_four, credit.amount.money()) for credit in order.credits),
    )


def _named(reductions: Iterable[Reduced]) -> tuple[tuple[str, Money], ...]:
    return tuple((each.name, each.amount.money()) for each in reductions)


def refund_of(refund: RefundChanged, version: int, *, failed: bool) -> CreditedRefund:
    return CreditedRefund(
        refund.refund_id,
        refund.payment_id,
        version,
        refund.amount.money(),
        tuple(
            LineRefund(line.sku, line.quantity, line.amount.money() if line.amount else None) for line in refund.lines
        ),
        refund.shipping.money() if refund.shipping else None,
        failed,
    )


def slip_of(told: ReturnChanged, approved_at: datetime) -> ReturnSlip:
    return ReturnSlip(
        told.return_id.rpartition("-")[2],
        told.order_number,
        tuple(SlipLine(line.sku, line.title, line.quantity) for line in told.lines),
        approved_at,
        datetime.fromisoformat(told.send_by) if told.send_by else None,
    )


def seller_of(shop: ShopSettings | None) -> Seller | None:
    if shop is None or shop.seller is None:
        return None
    told = shop.seller
    return Seller(
        name=shop.name,
        company=told.company,
        street=told.street,
        postal_code=told.postal_code,
        city=told.city,
        country=told.country,
        vat_id=told.vat_id.replace(" ", "").upper(),
        tax_number=told.tax_number,
        represented_by=told.represented_by,
        register_entry=told.register_entry,
        email=told.email,
        phone=told.phone,
        colour=shop.primary,
        language=shop.language,
    )


def _taxes(order: OrderPaid) -> dict[int, Money]:
    if order.taxes or not order.tax.amount:
        return {tax.rate: tax.amount.money() for tax in order.taxes}
    return {_UNKNOWN: order.tax.money()}  # an older event


def _only_rate(order: OrderPaid) -> int:
    """What is taxed at no rate of its own, in an order from before that was kept: at the only one there is. Where there
    are more, the sale is not sound, and its invoice waits for a person: nobody guesses at taxes.
    """
    return order.taxes[0].rate if len(order.taxes) == 1 else 0
