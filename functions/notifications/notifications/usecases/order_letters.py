"""The letters about an order and its money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from notifications.domain.letter import Item, Letter, LetterKind, Link, Paper, Shop, Transfer, greeting
from notifications.domain.phrases import Phrase, Said, about, common
from notifications.usecases.parcel_letters import place_facts
from notifications.usecases.ports import Contact
from souk.events.common import LabelledText, OrderLine, PostalAddress, Reduced
from souk.events.documents import DocumentIssued
from souk.events.orders import (
    CancelledLine,
    CreditUsed,
    OrderCancellationWish,
    OrderCancelled,
    OrderDayMoved,
    OrderEdited,
    OrderExpired,
    OrderLinesCancelled,
    OrderLinesWish,
    OrderLinkAsked,
    OrderPaid,
    OrderPaymentDue,
    OrderPlaced,
    OrderSnapshot,
)
from souk.events.payments import RefundChanged, TransferChanged
from souk.money import Money
from souk.shopper.links import without_links
from souk.shopper.owner import is_guest
from souk.withdrawal import DIGITAL, EXCLUSIONS

# The lines of a bank account (`souk.bank_account`) that are called something in every language.
_ACCOUNT_LINES = {"Account holder": common("account_holder"), "Bank": common("bank")}


def received(order: OrderPlaced, shop: Shop) -> Letter:
    """The order is there and the goods are held; the money is not."""
    if order.placed_by == "exchange":
        return _beside(LetterKind.EXCHANGE_PLACED, order.exchange_of, order, shop)
    if order.supplement_of:
        return _beside(LetterKind.ADDITION_PLACED, order.supplement_of, order, shop)
    if order.pay_to:
        return _to_be_transferred(order, shop)
    if order.placed_by == "staff":
        return _to_be_paid(order, shop)
    say = about(LetterKind.RECEIVED, number=order.number)
    return _placed(LetterKind.RECEIVED, say, _view(order.order_id, order.access_key, shop), order, shop)


def _to_be_transferred(order: OrderPlaced, shop: Shop) -> Letter:
    total, until = _due(order), datetime.fromisoformat(order.expires_at)
    say = about(LetterKind.RECEIVED, number=order.number, total=total, until=until)
    return Letter(
        kind=LetterKind.RECEIVED,
        to=order.email,
        number=order.number,
        subject=say("transfer_subject"),
        preview=say("transfer_preview"),
        heading=say("heading"),
        paragraphs=(greeting(order.shipping_address.name), say("transfer_text")),
        facts=_transfer(order.pay_to, total, order.number, until),
        action=_view(order.order_id, order.access_key, shop),
        closing=say("transfer_closing"),
        items=_items(order, shop),
        totals=_totals(order),
        to_stranger=is_guest(order.owner),
        transfer=_coded(order.pay_to, total, order.number),
    )


def _to_be_paid(order: OrderPlaced, shop: Shop) -> Letter:
    """Staff placed it for the shopper, who pays on its page."""
    total, until = order.total.money(), datetime.fromisoformat(order.expires_at)
    say = about(LetterKind.PAYMENT_LINK, number=order.number, total=total, until=until)
    pay = Link(say("pay"), shop.order_link(order.order_id, order.access_key))
    return _placed(LetterKind.PAYMENT_LINK, say, pay, order, shop)


def _placed(kind: LetterKind, say: Callable[[str], Said], action: Link, order: OrderPlaced, shop: Shop) -> Letter:
    return Letter(
        kind=kind,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(order.shipping_address.name), say("text")),
        action=action,
        closing=say("closing"),
        items=_items(order, shop),
        totals=_totals(order),
        to_stranger=is_guest(order.owner),
    )


def _beside(kind: LetterKind, first: str, order: OrderPlaced, shop: Shop) -> Letter:
    """It comes in the place of returned goods, or was added to what is paid: to the order of the number `first`. It is
    paid on its page or by transfer, if it costs anything.
    """
    total, until = order.total.money(), datetime.fromisoformat(order.expires_at)
    say = about(kind, number=order.number, first=first, total=total, until=until)
    how = "free_" if not total else "transfer_" if order.pay_to else ""
    pays_there = bool(total) and not order.pay_to
    return Letter(
        kind=kind,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=say("preview" if total else "free_preview"),
        heading=say("heading"),
        paragraphs=(greeting(order.shipping_address.name), say(f"{how}text")),
        facts=_transfer(order.pay_to, total, order.number, until) if order.pay_to else (),
        action=Link(
            say("pay") if pays_there else common("view_order"), shop.order_link(order.order_id, order.access_key)
        ),
        closing=say("closing") if total else "",
        items=_items(order, shop),
        totals=_totals(order),
        transfer=_coded(order.pay_to, total, order.number) if order.pay_to else None,
    )


def payment_due(order: OrderPaymentDue, shop: Shop) -> Letter:
    """The time to transfer what is missing is nearly over."""
    return _to_be_completed(LetterKind.PAYMENT_DUE, order, shop)


def partly_paid(order: OrderPaymentDue, shop: Shop) -> Letter:
    """Less came than was due, and the order waits for the rest."""
    return _to_be_completed(LetterKind.PARTLY_PAID, order, shop)


def _to_be_completed(kind: LetterKind, order: OrderPaymentDue, shop: Shop) -> Letter:
    due, received, until = order.due.money(), order.received.money(), datetime.fromisoformat(order.expires_at)
    say = about(kind, number=order.number, due=due, received=received, until=until)
    facts = _transfer(order.pay_to, due, order.number, until)
    return Letter(
        kind=kind,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(order.shipping_address.name), say("text")),
        facts=((common("received"), received), *facts) if received else facts,
        action=_view(order.order_id, order.access_key, shop),
        closing=say("closing"),
        to_stranger=is_guest(order.owner) and not received,
        transfer=_coded(order.pay_to, due, order.number),
    )


def day_moved(order: OrderDayMoved, shop: Shop) -> Letter:
    """What was ordered in advance comes on another day. Who would have to wait longer need not."""
    day, before = date.fromisoformat(order.day), date.fromisoformat(order.day_before)
    say = about(LetterKind.DAY_MOVED, number=order.number, day=day, before=before)
    return Letter(
        kind=LetterKind.DAY_MOVED,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(
            greeting(order.shipping_address.name),
            say("text"),
            *((say("cancel"),) if day > before else ()),
        ),
        items=tuple(
            Item(line.title, line.variant_title, order.quantity, "", shop.absolute(line.image))
            for line in order.lines
            if line.sku == order.sku
        ),
        action=_view(order.order_id, order.access_key, shop),
        closing=say("closing"),
    )


def transfer_back(transfer: TransferChanged, to: str, number: str, access_key: str, shop: Shop) -> Letter:
    """More came than was due, or after the order had ended: staff transfer it back. Or they have."""
    surplus, amount = transfer.surplus.money(), transfer.amount.money()
    say = about(LetterKind.TRANSFER_BACK, number=number, surplus=surplus, amount=amount)
    return Letter(
        kind=LetterKind.TRANSFER_BACK,
        to=to,
        number=number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("late" if transfer.late else "text"), say("what_next")),
        facts=((common("received"), amount), (common("sent_back"), surplus)),
        action=_view(transfer.order_id, access_key, shop),
    )


def transfer_returned(transfer: TransferChanged, to: str, number: str, access_key: str, shop: Shop) -> Letter:
    """What was not due is on its way back, as a refund is."""
    surplus = transfer.surplus.money()
    say = about(LetterKind.REFUNDED, number=number, amount=surplus)
    return Letter(
        kind=LetterKind.REFUNDED,
        to=to,
        number=number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        facts=((common("refunded_now"), surplus),),
        action=_view(transfer.order_id, access_key, shop),
    )


def confirmed(order: OrderPaid, shop: Shop) -> Letter:
    say = about(LetterKind.CONFIRMED, number=order.number, total=order.total.money())
    sent = _is_sent(order)
    words = "fetched_" if order.pickup else "held_" if order.on_shipment else "" if sent else "unsent_"
    return Letter(
        kind=LetterKind.CONFIRMED,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=say(f"{words}preview"),
        heading=say("heading"),
        paragraphs=(greeting(order.shipping_address.name), say(f"{words}text"), *_digital(order)),
        facts=place_facts(order.pickup or order.pickup_point),
        address=_address(order.shipping_address) if sent and not (order.pickup or order.pickup_point) else (),
        action=_view(order.order_id, order.access_key, shop),
        items=_items(order, shop),
        totals=_totals(order),
    )


def cancelled(order: OrderCancelled, shop: Shop) -> Letter:
    by_us = order.cancelled_by != "shopper"
    money = _what_becomes_of_the_money(order)
    say = about(LetterKind.CANCELLED, number=order.number)
    return Letter(
        kind=LetterKind.CANCELLED,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=money,
        heading=say("heading"),
        paragraphs=(greeting(), say("by_us" if by_us else "as_asked"), money),
        action=_view(order.order_id, order.access_key, shop),
        closing=say("closing"),
        to_stranger=is_guest(order.owner) and not order.was_paid,
    )


def not_cancelled(wish: OrderCancellationWish, shop: Shop) -> Letter:
    """The shopper wanted it cancelled, and the carrier has it already."""
    return _too_late(LetterKind.NOT_CANCELLED, wish, shop)


def _too_late(kind: LetterKind, wish: OrderCancellationWish, shop: Shop, items: tuple[Item, ...] = ()) -> Letter:
    say = about(kind, number=wish.number)
    return Letter(
        kind=kind,
        to=wish.email,
        number=wish.number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text"), say("what_next")),
        items=items,
        action=_view(wish.order_id, wish.access_key, shop),
    )


def lines_cancelled(order: OrderLinesCancelled, shop: Shop) -> Letter:
    """Units are not sent, and the rest is. What is promised is what they cost; nothing where it was not paid yet."""
    by_us, total, credit = order.cancelled_by != "shopper", order.total.money(), order.credit.money()
    say = about(LetterKind.LINES_CANCELLED, number=order.number, total=total, amount=credit)
    what = "charged_less" if order.held else "sent_back" if order.was_paid else "to_pay"
    money = (say(what),) if credit else ()
    return Letter(
        kind=LetterKind.LINES_CANCELLED,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=money[0] if money else say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(order.shipping_address.name), say("by_us" if by_us else "as_asked"), *money),
        items=_cancelled_items(order.cancelled),
        totals=((say("new_total"), total),),
        action=_view(order.order_id, order.access_key, shop),
        closing=say("closing") if order.shipping.amount else "",
        to_stranger=is_guest(order.owner) and not order.was_paid,
    )


def edited(order: OrderEdited, shop: Shop) -> Letter:
    """Staff have changed it: which units are not sent, what costs less, and what goes back."""
    total, credit = order.total.money(), order.credit.money()
    say = about(LetterKind.EDITED, number=order.number, total=total, amount=credit)
    lowered: list[tuple[Said, Said]] = [(line.title or line.sku, line.after.money()) for line in order.repriced]
    if order.shipping_before:
        lowered.append((common("shipping"), order.shipping.money() or common("free")))
    money = (say("charged_less" if order.held else "sent_back"),) if credit else ()
    return Letter(
        kind=LetterKind.EDITED,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=money[0] if money else say("preview"),
        heading=say("heading"),
        paragraphs=(
            greeting(order.shipping_address.name),
            say("text"),
            *((say("taken_out"),) if order.cancelled else ()),
            *money,
            *((say("lowered"),) if lowered else ()),
        ),
        items=_cancelled_items(order.cancelled),
        facts=tuple(lowered),
        totals=((say("new_total"), total),),
        action=_view(order.order_id, order.access_key, shop),
        closing=say("closing"),
    )


def lines_kept(wish: OrderLinesWish, shop: Shop) -> Letter:
    """The shopper wanted units out, and they are packed, or the carrier has them."""
    return _too_late(LetterKind.LINES_KEPT, wish, shop, _cancelled_items(wish.lines))


def expired(order: OrderExpired, shop: Shop) -> Letter:
    """Money may have come too late, or too little of it: then it says what goes back."""
    say = about(LetterKind.EXPIRED, number=order.number)
    came = order.owed is not None and bool(order.owed.amount)
    money = _what_becomes_of_the_money(order)
    return Letter(
        kind=LetterKind.EXPIRED,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=money if came else say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), *((say("text_owed"), money) if came else (say("text"),)), say("what_next")),
        action=Link(common("back_to_shop"), shop.url),
        to_stranger=is_guest(order.owner),
    )


def refunded(refund: RefundChanged, to: str, number: str, access_key: str, shop: Shop) -> Letter:
    """Refunds know the order's id only; whom to write to was kept from when it was placed."""
    amount = refund.amount.money()
    how = "_credit" if refund.as_credit else "_credits" if refund.to_credits else ""
    say = about(LetterKind.REFUNDED, number=number, amount=amount)
    return Letter(
        kind=LetterKind.REFUNDED,
        to=to,
        number=number,
        subject=say(f"subject{how}"),
        preview=say(f"preview{how}"),
        heading=say(f"heading{how}"),
        paragraphs=(greeting(), say(f"text{how}")),
        facts=((common("refunded_now"), amount), (common("refunded_in_all"), refund.refunded_total.money())),
        action=_view(refund.order_id, access_key, shop),
    )


def documented(document: DocumentIssued, contact: Contact, shop: Shop) -> Letter:
    """An invoice or a credit note, which comes with it. Documents know the order's id only, as refunds do."""
    kind = LetterKind.CREDIT_NOTE if document.type == "credit_note" else LetterKind.INVOICE
    number, amount = document.order_number, document.total.money()
    say = about(kind, document=document.number, number=number, corrected=document.corrects, amount=amount)
    # An invoice that takes a credit note back says why there is another one.
    first = (greeting(), *((say("again"),) if document.type == "reversal" else ()))
    return Letter(
        kind=kind,
        to=contact.email,
        number=number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(*first, say("enclosed")),
        facts=(
            (say("document"), document.number),
            (common("of_day"), date.fromisoformat(document.issued_on)),
            (common("amount"), amount),
        ),
        action=_view(document.order_id, contact.access_key, shop),
        closing=say("closing"),
        paper=Paper(document.order_id, document.number, (*first, say("fetched"))),
    )


def link(order: OrderLinkAsked, shop: Shop) -> Letter:
    """A guest's opens the order once, and of older versions for some days; of an account's order, whoever is signed in
    has it.
    """
    say = about(LetterKind.LINK, number=order.number)
    how = say("once" if order.code else "opens" if order.access_key else "sign_in")
    view = _view(order.order_id, order.access_key, shop)
    return Letter(
        kind=LetterKind.LINK,
        to=order.email,
        number=order.number,
        subject=say("subject"),
        preview=how,
        heading=say("heading"),
        paragraphs=(greeting(), say("text"), how),
        action=replace(view, url=shop.once_link(order.order_id, order.code)) if order.code else view,
        closing=say("closing"),
    )


def _what_becomes_of_the_money(order: OrderCancelled) -> Said:
    """Promises what is owed and nothing else: an order may be free, unpaid, or paid back in part before."""
    owed = order.owed.money() if order.owed else order.total.money() if order.was_paid else None
    if owed:
        return about(LetterKind.CANCELLED, amount=owed)("sent_back")
    say = about(LetterKind.CANCELLED)
    if order.held:
        return say("released")
    return say("was_sent_back") if order.was_paid and order.total.amount else say("not_charged")


def _transfer(
    account: Sequence[LabelledText], amount: Money, number: str, until: datetime
) -> tuple[tuple[Said, Said], ...]:
    """What to write on a bank's form."""
    return (
        *((_ACCOUNT_LINES.get(line.label, line.label), line.value) for line in account),
        (common("amount"), amount),
        (common("reference"), number),
        (common("by"), until),
    )


def _coded(account: Sequence[LabelledText], amount: Money, number: str) -> Transfer:
    return Transfer(tuple((line.label, line.value) for line in account), amount, number)


def _view(order_id: str, access_key: str, shop: Shop) -> Link:
    return Link(common("view_order"), shop.order_link(order_id, access_key))


def _digital(order: OrderSnapshot) -> tuple[Said, ...]:
    """Where files are, and the consent to digital content at once, which article 16 (m) of directive 2011/83/EU has
    confirmed.
    """
    titles = ", ".join(line.title for line in order.lines if line.withdrawal_exclusion == DIGITAL)
    say = about(LetterKind.CONFIRMED, titles=titles)
    files = (say("files"),) if any(line.digital for line in order.lines) else ()
    return (*files, say("digital_consent")) if titles else files


def _is_sent(order: OrderSnapshot) -> bool:
    """Whether anything of it goes into a parcel."""
    return any(line.requires_shipping for line in order.lines)


def _items(order: OrderSnapshot, shop: Shop) -> tuple[Item, ...]:
    return tuple(_item(line, shop) for line in order.lines)


def _cancelled_items(lines: list[CancelledLine]) -> tuple[Item, ...]:
    return tuple(
        Item(line.title or line.sku, "", line.quantity, line.amount.money() if line.amount else "") for line in lines
    )


def _totals(order: OrderSnapshot) -> tuple[tuple[Said, Said], ...]:
    """The sums, as the order's page has them: goods and delivery without promotions, and what each promotion takes off
    both. Tax is part of the prices where the others make up the total without it.
    """
    subtotal, shipping, tax, total = (
        amount.money() for amount in (order.subtotal, order.shipping, order.tax, order.total)
    )
    off_goods, off_delivery = [each for line in order.lines for each in line.reductions], order.shipping_reductions
    listed, delivery = subtotal + _together(off_goods, subtotal), shipping + _together(off_delivery, shipping)
    rows: list[tuple[Said, Said]] = [(common("subtotal"), listed)]
    if delivery or _is_sent(order):
        rows.append((common("pick_up" if order.pickup else "shipping"), delivery or common("free")))
    rows += [(name, -amount) for name, amount in _by_promotion([*off_goods, *off_delivery])]
    if tax:
        rows.append((common("includes_tax" if subtotal + shipping == total else "tax"), tax))
    rows.append((common("total"), total))
    rows += [(_credit(credit), -credit.amount.money()) for credit in order.credits]
    return (*rows, (common("to_pay"), _due(order))) if order.credits else tuple(rows)


def _together(reductions: Sequence[Reduced], of: Money) -> Money:
    return Money.total((each.amount.money() for each in reductions), of.currency)


def _by_promotion(reductions: Sequence[Reduced]) -> list[tuple[str, Money]]:
    """The name of each promotion and what it takes off in all, in the order in which they are met first."""
    found: dict[str, tuple[str, Money]] = {}
    for each in reductions:
        known = found.get(each.promotion_id)
        found[each.promotion_id] = each.name, each.amount.money() + known[1] if known else each.amount.money()
    return [*found.values()]


def _credit(credit: CreditUsed) -> Phrase:
    return common("gift_card_used", code=credit.last_four) if credit.last_four else common("store_credit_used")


def _due(order: OrderSnapshot) -> Money:
    """What is to be paid beside gift cards and store credit."""
    total = order.total.money()
    return total - Money(sum(credit.amount.amount for credit in order.credits), total.currency)


def _item(line: OrderLine, shop: Shop) -> Item:
    image, exclusion = shop.absolute(line.image), line.withdrawal_exclusion
    note: Said = common(f"withdrawal_{exclusion}") if exclusion in EXCLUSIONS else ""
    if line.available_from:
        promised = _promised(line)
        note = common("two_notes", first=note, second=promised) if isinstance(note, Phrase) else promised
    return Item(line.title, line.variant_title, line.quantity, line.total.money(), image, note)


def _promised(line: OrderLine) -> Phrase:
    """When what is not there yet is sent, which may be a part of the line."""
    day = date.fromisoformat(line.available_from)
    if 0 < line.waiting < line.quantity:
        return common("available_from_part", day=day, units=line.waiting)
    return common("available_from", day=day)


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
