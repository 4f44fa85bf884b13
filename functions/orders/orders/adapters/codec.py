"""The JSON forms of an order's parts in the table.

The parts that change are lists by position: names would only add to their size, and with it to what a change costs.
Times are milliseconds since 1970, cut as `clock.isoformat` cuts, so that an order reads the same before and after it
is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from orders.domain.cancellation import (
    Cancellation,
    LinesCancellation,
    Repricing,
    Statement,
    Unread,
    WishState,
    Withdrawal,
)
from orders.domain.codes.uses import Use
from orders.domain.corrections import Corrected, Readdressing, Review
from orders.domain.details import (
    Address,
    CarrierQuoted,
    Details,
    GiftFor,
    OrderCredit,
    PickupPlace,
    PickupPoint,
)
from orders.domain.disputes import OrderDispute
from orders.domain.facts.downloads import Download, FileConsent, Granted
from orders.domain.facts.exchanges import OrderExchange
from orders.domain.facts.marks import KINDS, Mark
from orders.domain.facts.supplements import AddedLine, Supplement
from orders.domain.order import Asked, HistoryEntry, Order
from orders.domain.parcels import Parcel, ParcelLine
from orders.domain.settlement import OrderPayment, OrderRefund
from orders.domain.states import OrderState
from orders.domain.totals import LineReduction, OrderLine, Tax, Totals
from souk import clock
from souk.money import Money
from souk.pricing.delivery.arrival import ArrivalDays
from souk.taxes.business import BusinessNumber


def fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def progress_to_json(order: Order) -> dict[str, Any]:
    """The part that changes, beside its state and version."""
    members = {
        "history": [entry_to_json(entry) for entry in order.history],
        "payments": [payment_to_json(payment) for payment in order.payments],
        "parcels": [parcel_to_json(parcel) for parcel in order.parcels],
        "disputes": [list(fields(dispute).values()) for dispute in order.disputes],
        "fraud_warned": order.fraud_warned,
        "refusal": order.refusal,
        "cancellation": cancellation_to_json(order.cancellation) if order.cancellation else None,
        "asked": [order.asked.missing, order.asked.times, clock.milliseconds(order.asked.at)] if order.asked else None,
        "refusal_code": order.refusal_code,
        "refunds": [_refund_to_json(refund) for refund in order.refunds],
        "corrected": corrected_to_json(order.corrected) if order.corrected else None,
        "readdressing": readdressing_to_json(order.readdressing) if order.readdressing else None,
        "reviewed": review_to_json(order.reviewed) if order.reviewed else None,
        "withdrawals": [withdrawal_to_json(withdrawal) for withdrawal in order.withdrawals],
        "line_cancellations": [lines_cancellation_to_json(wish) for wish in order.line_cancellations],
        "exchanges": [
            [each.return_id, each.order_id, each.refusal, [list(line) for line in each.lines]]
            for each in order.exchanges
        ],
        "reminded": clock.milliseconds(order.reminded) if order.reminded else None,
        "came_in": [[sku, clock.milliseconds(at)] for sku, at in order.came_in],
        "days": [[sku, day, clock.milliseconds(at)] for sku, day, at in order.days],
        "unread": [unread_to_json(kept) for kept in order.unread],
        "supplements": [supplement_to_json(supplement) for supplement in order.supplements],
        "downloads": [
            [each.sku, each.file_id, each.name, each.times, clock.milliseconds(each.first)] for each in order.downloads
        ],
        "granted": [
            [each.sku, each.times, clock.milliseconds(each.until) if each.until else 0] for each in order.granted
        ],
        "file_consents": [[each.sku, each.version, clock.milliseconds(each.at)] for each in order.file_consents],
        **marks_to_json(order),
    }
    return {name: value for name, value in members.items() if value}


def progress_from_json(members: dict[str, Any]) -> dict[str, Any]:
    """The members of `Order`."""
    known: dict[str, Any] = {
        "history": tuple(entry_from_json(entry) for entry in members["history"]),
        "payments": tuple(OrderPayment(*payment) for payment in members.get("payments", ())),
        "parcels": tuple(parcel_from_json(parcel) for parcel in members.get("parcels", ())),
        "disputes": tuple(OrderDispute(*dispute) for dispute in members.get("disputes", ())),
        "fraud_warned": members.get("fraud_warned", False),
        "refusal": members.get("refusal", ""),
        "cancellation": cancellation_from_json(members["cancellation"]) if "cancellation" in members else None,
        "asked": asked_from_json(members["asked"]) if "asked" in members else None,
        "refusal_code": members.get("refusal_code", ""),
        "refunds": tuple(refund_from_json(refund) for refund in members.get("refunds", ())),
        "corrected": corrected_from_json(members["corrected"]) if "corrected" in members else None,
        "readdressing": readdressing_from_json(members["readdressing"]) if "readdressing" in members else None,
        "reviewed": review_from_json(members["reviewed"]) if "reviewed" in members else None,
        "withdrawals": tuple(
            withdrawal_from_json(number, kept) for number, kept in enumerate(members.get("withdrawals", ()), start=1)
        ),
        "line_cancellations": tuple(
            lines_cancellation_from_json(number, kept)
            for number, kept in enumerate(members.get("line_cancellations", ()), start=1)
        ),
        "exchanges": tuple(
            OrderExchange(return_id, order_id, refusal, tuple((sku, units, title) for sku, units, title in lines))
            for return_id, order_id, refusal, lines in members.get("exchanges", ())
        ),
        "reminded": clock.of_milliseconds(members["reminded"]) if "reminded" in members else None,
        "came_in": tuple((sku, clock.of_milliseconds(at)) for sku, at in members.get("came_in", ())),
        "days": tuple((sku, day, clock.of_milliseconds(at)) for sku, day, at in members.get("days", ())),
        "unread": tuple(unread_from_json(kept) for kept in members.get("unread", ())),
        "supplements": tuple(
            supplement_from_json(number, kept) for number, kept in enumerate(members.get("supplements", ()), start=1)
        ),
        "downloads": tuple(
            Download(sku, file_id, name, times, clock.of_milliseconds(first))
            for sku, file_id, name, times, first in members.get("downloads", ())
        ),
        "granted": tuple(
            Granted(sku, times, clock.of_milliseconds(until) if until else None)
            for sku, times, until in members.get("granted", ())
        ),
        "file_consents": tuple(
            FileConsent(sku, version, clock.of_milliseconds(at))
            for sku, version, at in members.get("file_consents", ())
        ),
    }
    return {**known, "marks": marks_from_json(members, known)}


def details_to_json(details: Details) -> dict[str, Any]:
    """Everything but the order's id."""
    members = {
        "owner": details.owner,
        "email": details.email,
        "access_key": details.access_key,
        "currency": details.totals.total.currency,
        "lines": [line_to_json(line) for line in details.lines],
        "totals": totals_to_json(details.totals),
        "address": address_to_json(details.shipping_address),
        "shipping_method": details.shipping_method,
        "payment_method": details.payment_method,
        "cart_id": details.cart_id,
        "placed_at": clock.isoformat(details.placed_at),
        "pay_by": clock.isoformat(details.pay_by),
        "fingerprint": details.fingerprint,
        "notes": details.notes,
        "locale": details.locale,
        "flags": list(details.flags),
        "claimed": details.claimed,
        "kept_until": clock.isoformat(details.kept_until) if details.kept_until else "",
        "agreed": [list(reason) for reason in details.agreed],
        "digital_consent": details.digital_consent,
        "pickup": fields(details.pickup) if details.pickup else None,
        "pickup_point": fields(details.pickup_point) if details.pickup_point else None,
        "promotions_version": details.promotions_version,
        "business": list(fields(details.business).values()) if details.business else None,
        "arrives": [day.isoformat() for day in fields(details.arrives).values()] if details.arrives else None,
        "uses": [use_to_json(use) for use in details.uses],
        "credits": [list(fields(credit).values()) for credit in details.credits],
        "gifts": [list(fields(gift).values()) for gift in details.gifts],
        "market": details.market,
        "carried": list(fields(details.carried).values()) if details.carried else None,
    }
    return {name: value for name, value in members.items() if value}


def details_from_json(order_id: str, members: dict[str, Any]) -> Details:
    currency = members["currency"]
    return Details(
        id=order_id,
        owner=members["owner"],
        email=members.get("email", ""),
        access_key=members.get("access_key", ""),
        lines=tuple(line_from_json(line, currency) for line in members["lines"]),
        totals=totals_from_json(members["totals"], currency),
        shipping_address=address_from_json(members["address"]),
        shipping_method=members["shipping_method"],
        payment_method=members["payment_method"],
        cart_id=members["cart_id"],
        placed_at=datetime.fromisoformat(members["placed_at"]),
        pay_by=datetime.fromisoformat(members["pay_by"]),
        fingerprint=members.get("fingerprint", ""),
        notes=members.get("notes", ""),
        locale=members.get("locale", ""),
        flags=tuple(members.get("flags", ())),
        claimed=members.get("claimed", False),
        kept_until=datetime.fromisoformat(members["kept_until"]) if "kept_until" in members else None,
        agreed=tuple((sku, reason) for sku, reason in members.get("agreed", ())),
        digital_consent=members.get("digital_consent", ""),
        pickup=PickupPlace(**members["pickup"]) if "pickup" in members else None,
        pickup_point=PickupPoint(**members["pickup_point"]) if "pickup_point" in members else None,
        promotions_version=members.get("promotions_version", 0),
        business=BusinessNumber(*members["business"]) if "business" in members else None,
        arrives=ArrivalDays(*map(date.fromisoformat, members["arrives"])) if "arrives" in members else None,
        uses=tuple(use_from_json(kept) for kept in members.get("uses", ())),
        credits=tuple(OrderCredit(*credit) for credit in members.get("credits", ())),
        gifts=tuple(GiftFor(*gift) for gift in members.get("gifts", ())),
        market=members.get("market", ""),
        carried=CarrierQuoted(*members["carried"]) if "carried" in members else None,
    )


def use_to_json(use: Use) -> list[Any]:
    return [use.promotion_id, use.code, use.amount, use.in_all, use.by_code, list(use.persons)]


def use_from_json(kept: list[Any]) -> Use:
    promotion_id, code, amount, in_all, by_code, persons = kept
    return Use(promotion_id, code, amount, in_all, by_code, tuple(persons))


def address_to_json(address: Address) -> dict[str, str]:
    return {name: text for name, text in fields(address).items() if text}


def address_from_json(members: dict[str, str]) -> Address:
    return Address(**{"name": "", "line1": "", **members})


def corrected_to_json(corrected: Corrected) -> list[Any]:
    return [corrected.email, address_to_json(corrected.address) if corrected.address else None]


def corrected_from_json(members: list[Any]) -> Corrected:
    email, address = members
    return Corrected(email, address_from_json(address) if address else None)


def readdressing_to_json(wish: Readdressing) -> list[Any]:
    address, at = address_to_json(wish.address), clock.milliseconds(wish.at)
    return [wish.number, address, wish.state, at, wish.by, wish.reason, wish.answer]


def readdressing_from_json(members: list[Any]) -> Readdressing:
    number, address, state, at, by, reason, answer = members
    return Readdressing(
        number, address_from_json(address), WishState(state), clock.of_milliseconds(at), by, reason, answer
    )


def review_to_json(review: Review) -> list[Any]:
    return [clock.milliseconds(review.at), review.by, list(review.of)]


def review_from_json(members: list[Any]) -> Review:
    at, by, codes = members
    return Review(clock.of_milliseconds(at), by, tuple(codes))


def withdrawal_to_json(withdrawal: Withdrawal) -> list[Any]:
    said = withdrawal.statement
    lines = [[sku, units] for sku, units in withdrawal.lines]
    at = clock.milliseconds(withdrawal.at)
    members = [said.declared_by, said.contact, said.request, lines, int(withdrawal.whole), at]
    called_off = [[sku, units] for sku, units in withdrawal.called_off]
    return [*members, withdrawal.delivery, withdrawal.refusal, *_seldom(called_off, said.words)]


def withdrawal_from_json(number: int, members: list[Any]) -> Withdrawal:
    name, contact, request, lines, whole, at, delivery, refusal, *seldom = members
    said, called_off = Statement(name, contact, request, *seldom[1:]), _units(*seldom[:1])
    return Withdrawal(
        number, said, _units(lines), bool(whole), clock.of_milliseconds(at), delivery, refusal, called_off
    )


def _units(lines: Iterable[list[Any]] = ()) -> tuple[tuple[str, int], ...]:
    return tuple((sku, units) for sku, units in lines)


def _seldom(*members: Any) -> list[Any]:
    """The last members of a row, which most rows do not have: without the empty ones at its end."""
    kept = [*members]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def unread_to_json(kept: Unread) -> list[Any]:
    return [*fields(kept.statement).values(), clock.milliseconds(kept.at)]


def unread_from_json(members: list[Any]) -> Unread:
    *said, at = members
    return Unread(Statement(*said), clock.of_milliseconds(at))


def _refund_to_json(refund: OrderRefund) -> list[Any]:
    *usual, to = fields(refund).values()
    return [*usual, *_seldom(to)]


def refund_from_json(members: list[Any]) -> OrderRefund:
    refund_id, version, amount, lines, failed, *seldom = members
    return OrderRefund(refund_id, version, amount, _units(lines), bool(failed), *seldom)


def entry_to_json(entry: HistoryEntry) -> list[Any]:
    return [entry.state, clock.milliseconds(entry.at), entry.by, entry.reason, entry.event_id]


def entry_from_json(members: list[Any]) -> HistoryEntry:
    state, milliseconds, by, reason, event_id = members
    return HistoryEntry(OrderState(state), clock.of_milliseconds(milliseconds), by, reason, event_id)


def marks_to_json(order: Order) -> dict[str, Any]:
    """Every kilobyte of the item costs, and most orders have the same few marks. So "at" has three numbers of each: its
    kind, the place of its subject among `_subjects`, and the time since the order was placed. "more" has what is not
    in the facts: of the mark at this place its subject, its amount and its lines.
    """
    subjects = _subjects(order.payments, order.parcels, order.refunds)
    placed, at, more = clock.milliseconds(order.history[0].at), list[int](), list[Any]()
    for place, mark in enumerate(order.marks):
        known = [*subjects].index(mark.subject) if mark.subject in subjects else -1
        at += [mark.place, known, clock.milliseconds(mark.at) - placed]
        if known < 0 or mark.amount != _usual(mark.place, subjects[mark.subject]) or mark.lines:
            lines = [[sku, units] for sku, units in mark.lines]
            more.append([place, "" if known >= 0 else mark.subject, mark.amount, lines])
    return {"at": at, "more": more}


def marks_from_json(members: dict[str, Any], known: dict[str, Any]) -> tuple[Mark, ...]:
    """`known` are the order's members beside them."""
    subjects = _subjects(known["payments"], known["parcels"], known["refunds"])
    placed, at, names = members["history"][0][1], members.get("at", ()), [*subjects]
    more = {place: (subject, amount, lines) for place, subject, amount, lines in members.get("more", ())}
    marks = []
    for place in range(len(at) // 3):
        kind, index, after = at[3 * place : 3 * place + 3]
        name = names[index] if index >= 0 else ""
        subject, amount, lines = more.get(place) or (name, _usual(kind, subjects.get(name, 0)), ())
        marks.append(Mark(clock.of_milliseconds(placed + after), kind, subject or name, amount, _units(lines)))
    return tuple(marks)


def _subjects(
    payments: Iterable[OrderPayment], parcels: Iterable[Parcel], refunds: Iterable[OrderRefund]
) -> dict[str, int]:
    """By their ids the amount that is usual for a mark of theirs."""
    return {
        **{payment.id: payment.captured for payment in payments},
        **dict.fromkeys((parcel.id for parcel in parcels), 0),
        **{refund.id: refund.amount for refund in refunds},
    }


def _usual(place: int, amount: int) -> int:
    return 0 if KINDS[place] == "payment_failed" else amount


def asked_from_json(members: list[Any]) -> Asked:
    missing, times, at = members
    return Asked(missing, times, clock.of_milliseconds(at))


def cancellation_to_json(wish: Cancellation) -> list[Any]:
    answered = clock.milliseconds(wish.answered_at) if wish.answered_at else 0
    asked = [wish.state, clock.milliseconds(wish.requested_at), wish.by, wish.reason, answered, wish.answer]
    return [*asked, *_seldom(int(wish.as_credit))]


def cancellation_from_json(members: list[Any]) -> Cancellation:
    state, requested, by, reason, answered, answer, *seldom = members
    answered_at = clock.of_milliseconds(answered) if answered else None
    return Cancellation(
        WishState(state), clock.of_milliseconds(requested), by, reason, answered_at, answer, as_credit=bool(seldom)
    )


def lines_cancellation_to_json(wish: LinesCancellation) -> list[Any]:
    lines, answered = [[sku, units] for sku, units in wish.lines], wish.answered_at
    asked = [wish.state, lines, clock.milliseconds(wish.requested_at), wish.by, wish.reason, wish.request]
    said = [clock.milliseconds(answered) if answered else 0, wish.answer, list(wish.amounts), wish.paid + wish.held]
    withdrawn = [[sku, units] for sku, units in wish.withdrawn]
    return [*asked, *said, *_seldom(wish.places, withdrawn, _edit_to_json(wish.edit), int(wish.as_credit))]


def lines_cancellation_from_json(number: int, members: list[Any]) -> LinesCancellation:
    state, lines, requested, by, reason, request, answered, answer, amounts, paid, *seldom = members
    return LinesCancellation(
        number,
        WishState(state),
        _units(lines),
        clock.of_milliseconds(requested),
        by,
        reason,
        request,
        clock.of_milliseconds(answered) if answered else None,
        answer,
        tuple(amounts),
        bool(paid),
        _units(*seldom[1:2]),
        seldom[0] if seldom else {},
        _edit_from_json(*seldom[2:3]),
        held=paid > 1,
        as_credit=bool(seldom[3:]),
    )


def supplement_to_json(supplement: Supplement) -> list[Any]:
    lines = [[line.sku, line.quantity, line.title, line.price] for line in supplement.lines]
    answered = clock.milliseconds(supplement.answered_at) if supplement.answered_at else 0
    agreed = [lines, supplement.shipping, supplement.total, supplement.wish]
    asked = [clock.milliseconds(supplement.at), supplement.by, supplement.reason, supplement.request]
    return [*agreed, *asked, supplement.order_id, supplement.refusal, answered]


def supplement_from_json(number: int, members: list[Any]) -> Supplement:
    lines, shipping, total, wish, at, by, reason, request, order_id, refusal, answered = members
    return Supplement(
        number,
        tuple(AddedLine(*line) for line in lines),
        shipping,
        total,
        clock.of_milliseconds(at),
        by,
        reason,
        request,
        wish,
        order_id,
        refusal,
        clock.of_milliseconds(answered) if answered else None,
    )


def _edit_to_json(edit: Repricing | None) -> list[Any]:
    return [[list(price) for price in edit.prices], list(edit.shipping or ())] if edit else []


def _edit_from_json(members: list[Any] | None = None) -> Repricing | None:
    if not members:
        return None
    prices, shipping = members
    before, after = shipping or (0, 0)
    return Repricing(tuple((sku, *both) for sku, *both in prices), (before, after) if shipping else None)


def payment_to_json(payment: OrderPayment) -> list[Any]:
    return list(fields(payment).values())


def parcel_to_json(parcel: Parcel) -> list[Any]:
    members = {**fields(parcel), "lines": [[line.sku, line.quantity] for line in parcel.lines]}
    return [int(value) if isinstance(value, bool) else value for value in members.values()]


def parcel_from_json(members: list[Any]) -> Parcel:
    parcel_id, version, state, carrier, code, url, lines, left, all_shipped, all_delivered = members
    return Parcel(
        parcel_id,
        version,
        state,
        carrier,
        code,
        url,
        tuple(ParcelLine(*line) for line in lines),
        left=bool(left),
        all_shipped=bool(all_shipped),
        all_delivered=bool(all_delivered),
    )


def line_to_json(line: OrderLine) -> dict[str, Any]:
    defaults = OrderLine("", 0, "", "", line.unit_price)
    members = {name: value for name, value in fields(line).items() if value != getattr(defaults, name)}
    members["unit_price"] = line.unit_price.amount
    if line.reductions:
        members["reductions"] = _reductions_to_json(line.reductions)
    return members


def line_from_json(members: dict[str, Any], currency: str) -> OrderLine:
    money = {"unit_price": Money(members["unit_price"], currency)}
    return OrderLine(**{**members, **money, "reductions": _reductions(members.get("reductions", ()), currency)})


def _reductions_to_json(reductions: Iterable[LineReduction]) -> list[list[Any]]:
    return [[each.promotion_id, each.name, each.amount.amount] for each in reductions]


def _reductions(members: Iterable[list[Any]], currency: str) -> tuple[LineReduction, ...]:
    return tuple(LineReduction(promotion, name, Money(amount, currency)) for promotion, name, amount in members)


def totals_to_json(totals: Totals) -> dict[str, Any]:
    members = {
        "subtotal": totals.subtotal.amount,
        "shipping": totals.shipping.amount,
        "tax": totals.tax.amount,
        "total": totals.total.amount,
        "taxes": [[tax.rate, tax.amount.amount] for tax in totals.taxes],
        "tax_included": totals.tax_included,
    }
    if totals.shipping_rate is not None:
        members["shipping_rate"] = totals.shipping_rate
    if totals.shipping_reductions:
        members["shipping_reductions"] = _reductions_to_json(totals.shipping_reductions)
    more = {"taxed_in": totals.taxed_in, "shipping_category": totals.shipping_category}
    return {**members, **{name: value for name, value in more.items() if value}}


def totals_from_json(members: dict[str, Any], currency: str) -> Totals:
    return Totals(
        Money(members["subtotal"], currency),
        Money(members["shipping"], currency),
        Money(members["tax"], currency),
        Money(members["total"], currency),
        tuple(Tax(rate, Money(amount, currency)) for rate, amount in members["taxes"]),
        members["tax_included"],
        members.get("shipping_rate"),
        _reductions(members.get("shipping_reductions", ()), currency),
        members.get("taxed_in", ""),
        members.get("shipping_category", ""),
    )
