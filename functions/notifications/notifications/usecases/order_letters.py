"""The letters about an order and its money."""

from __future__ import annotations

from datetime import UTC, datetime

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, greeting, price
from souk.events.common import OrderLine, PostalAddress
from souk.events.orders import (
    OrderCancellationWish,
    OrderCancelled,
    OrderExpired,
    OrderLinkAsked,
    OrderPaid,
    OrderPlaced,
    OrderSnapshot,
)
from souk.events.payments import RefundChanged
from souk.shopper.links import without_links
from souk.shopper.owner import is_guest


def received(order: OrderPlaced, shop: Shop) -> Letter:
    """The order is there and the goods are held; the money is not."""
    if order.pay_to:
        return _to_be_transferred(order, shop)
    return Letter(
        kind=LetterKind.RECEIVED,
        to=order.email,
        number=order.number,
        subject=f"We have your order {order.number}",
        preview="Your items are reserved for you. We confirm as soon as your payment is in.",
        heading="Thank you for your order",
        paragraphs=(
            greeting(order.shipping_address.name),
            f"We have received your order {order.number} and set the items aside for you. "
            "As soon as your payment is in, we confirm it and get your parcel ready.",
        ),
        action=Link("View your order", shop.order_link(order.order_id, order.access_key)),
        closing="Already paid? Then there is nothing more to do; the confirmation follows in a moment.",
        items=_items(order, shop),
        totals=_totals(order),
        to_stranger=is_guest(order.owner),
    )


def _to_be_transferred(order: OrderPlaced, shop: Shop) -> Letter:
    total, until = price(order.total.money()), _moment(datetime.fromisoformat(order.expires_at))
    return Letter(
        kind=LetterKind.RECEIVED,
        to=order.email,
        number=order.number,
        subject=f"Please transfer {total} for your order {order.number}",
        preview=f"Your items are reserved for you until {until}.",
        heading="Thank you for your order",
        paragraphs=(
            greeting(order.shipping_address.name),
            f"We have received your order {order.number} and set the items aside for you until {until}. "
            f"Please transfer {total} so that it arrives by then, and write the reference on it:",
        ),
        facts=(
            *((line.label, line.value) for line in order.pay_to),
            ("Amount", total),
            ("Reference", order.number),
            ("By", until),
        ),
        action=Link("View your order", shop.order_link(order.order_id, order.access_key)),
        closing="We write again as soon as the money has arrived, and get your parcel ready. Without it in time the "
        "order ends, and the items go back on sale.",
        items=_items(order, shop),
        totals=_totals(order),
        to_stranger=is_guest(order.owner),
    )


def _moment(at: datetime) -> str:
    """The day in words and the time: the shop does not know the shopper's clock."""
    at = at.astimezone(UTC)
    return f"{at:%A}, {at.day} {at:%B %Y}, {at:%H:%M} UTC"


def confirmed(order: OrderPaid, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.CONFIRMED,
        to=order.email,
        number=order.number,
        subject=f"Your order {order.number} is confirmed",
        preview=f"Payment of {price(order.total.money())} received. We are getting your parcel ready.",
        heading="Your order is confirmed",
        paragraphs=(
            greeting(order.shipping_address.name),
            f"Your payment of {price(order.total.money())} has arrived. We are getting order {order.number} ready "
            "and will write again as soon as it is on its way.",
        ),
        address=_address(order.shipping_address),
        action=Link("View your order", shop.order_link(order.order_id, order.access_key)),
        items=_items(order, shop),
        totals=_totals(order),
    )


def cancelled(order: OrderCancelled, shop: Shop) -> Letter:
    by_us = order.cancelled_by != "shopper"
    money = _what_becomes_of_the_money(order)
    return Letter(
        kind=LetterKind.CANCELLED,
        to=order.email,
        number=order.number,
        subject=f"Your order {order.number} is cancelled",
        preview=money,
        heading="Your order is cancelled",
        paragraphs=(
            "Hello,",
            f"{'We had to cancel' if by_us else 'As you asked, we have cancelled'} your order {order.number}.",
            money,
        ),
        action=Link("View the order", shop.order_link(order.order_id, order.access_key)),
        closing="If this was not what you wanted, just order again or answer this e-mail.",
        to_stranger=is_guest(order.owner) and not order.was_paid,
    )


def not_cancelled(wish: OrderCancellationWish, shop: Shop) -> Letter:
    """The shopper wanted it cancelled, and the carrier has it already."""
    return Letter(
        kind=LetterKind.NOT_CANCELLED,
        to=wish.email,
        number=wish.number,
        subject=f"Your order {wish.number} could not be cancelled",
        preview="The parcel was on its way already. You can send it back when it arrives.",
        heading="Your parcel is on its way already",
        paragraphs=(
            "Hello,",
            f"You asked us to cancel your order {wish.number}. We tried to stop the parcel, but the carrier has it "
            "already, so we could not.",
            "You can refuse the parcel at the door or send it back when it has arrived; answer this e-mail and we tell "
            "you how. We have kept a note of your wish.",
        ),
        action=Link("View your order", shop.order_link(wish.order_id, wish.access_key)),
    )


def expired(order: OrderExpired, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.EXPIRED,
        to=order.email,
        number=order.number,
        subject=f"Your order {order.number} has expired",
        preview="We had no payment in time, so the items are no longer reserved. You have not been charged.",
        heading="Your order has expired",
        paragraphs=(
            "Hello,",
            f"We could not hold the items of order {order.number} any longer, for no payment came in time. "
            "You have not been charged.",
            "Still interested? Most items are in the shop again straight away.",
        ),
        action=Link(f"Back to {shop.name}", shop.url),
        to_stranger=is_guest(order.owner),
    )


def refunded(refund: RefundChanged, to: str, number: str, access_key: str, shop: Shop) -> Letter:
    """Refunds know the order's id only; whom to write to was kept from when it was placed."""
    amount = price(refund.amount.money())
    return Letter(
        kind=LetterKind.REFUNDED,
        to=to,
        number=number,
        subject=f"Your refund of {amount} for order {number}",
        preview="It reaches your account within a few working days.",
        heading="Your refund is on its way",
        paragraphs=(
            "Hello,",
            f"We have sent {amount} back to the means of payment you used for order {number}. "
            "Depending on your bank, it shows on your account within five to ten working days.",
        ),
        facts=(("Refunded now", amount), ("Refunded in all", price(refund.refunded_total.money()))),
        action=Link("View your order", shop.order_link(refund.order_id, access_key)),
    )


def link(order: OrderLinkAsked, shop: Shop) -> Letter:
    """A guest's opens the order by itself, for some days; of an account's order, whoever is signed in has it."""
    how = (
        "It opens for seven days from now."
        if order.access_key
        else "It belongs to your account: sign in with this e-mail address, and you see it."
    )
    return Letter(
        kind=LetterKind.LINK,
        to=order.email,
        number=order.number,
        subject=f"The link to your order {order.number}",
        preview=how,
        heading="Your order, once more",
        paragraphs=("Hello,", f"You asked for a link to your order {order.number}. {how}"),
        action=Link("View your order", shop.order_link(order.order_id, order.access_key)),
        closing="Was it not you? Then there is nothing to do: the link went to nobody else.",
    )


def _what_becomes_of_the_money(order: OrderCancelled) -> str:
    """Promises what is owed and nothing else: an order may be free, unpaid, or paid back in part before."""
    owed = order.owed.money() if order.owed else order.total.money() if order.was_paid else None
    if owed:
        return f"We are sending {price(owed)} back to where it came from and write again when that is done."
    if order.was_paid and order.total.amount:
        return "What you paid has been sent back to you already."
    return "You have not been charged."


def _items(order: OrderSnapshot, shop: Shop) -> tuple[Item, ...]:
    return tuple(_item(line, shop) for line in order.lines)


def _totals(order: OrderSnapshot) -> tuple[tuple[str, str], ...]:
    """The sums. Tax is part of the prices where the others make up the total without it."""
    subtotal, shipping, tax, total = (
        amount.money() for amount in (order.subtotal, order.shipping, order.tax, order.total)
    )
    rows = [("Subtotal", price(subtotal)), ("Shipping", price(shipping) if shipping else "Free")]
    if tax:
        rows.append(("Includes tax" if subtotal + shipping == total else "Tax", price(tax)))
    return (*rows, ("Total", price(total)))


def _item(line: OrderLine, shop: Shop) -> Item:
    return Item(line.title, line.variant_title, line.quantity, price(line.total.money()), shop.absolute(line.image))


def _address(address: PostalAddress) -> tuple[str, ...]:
    parts = (
        address.name,
        address.line1,
        address.line2,
        f"{address.postal_code} {address.city}",
        address.region,
        address.country,
    )
    return tuple(without_links(part.strip()) for part in parts if part.strip())
