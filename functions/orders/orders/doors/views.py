"""An order as the HTTP routes show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Literal, cast

from pydantic import AwareDatetime, Field

from orders.compose import services
from orders.domain.cancellation import Cancellation, LinesCancellation, Repricing, WishState
from orders.domain.cancelling.lines import can_be_cancelled, worth
from orders.domain.corrections import Readdressing
from orders.domain.details import Address, Details, GiftFor, OrderCredit, PickupPlace, PickupPoint, number_of
from orders.domain.disputes import OrderDispute
from orders.domain.facts.exchanges import OrderExchange, exchange_of
from orders.domain.order import HistoryEntry, Order
from orders.domain.parcels import Parcel
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from orders.domain.suspicion import Suspicion, of_order
from orders.domain.timeline.entries import MomentKind, timeline
from orders.domain.totals import LineReduction, OrderLine, Totals, by_promotion, discount
from orders.domain.withdrawing import unsent
from orders.domain.withdrawing.consent import WORDS
from orders.domain.withdrawing.withdrawal import left, why_not, withdrawable_until
from orders.doors.editing.supplements import AddedToView, SupplementView
from souk import clock
from souk.events import Event
from souk.http import MoneyView, Reply, View
from souk.money import Money
from souk.pricing.delivery.arrival import ArrivalDays
from souk.withdrawal import Exclusion


class AddressView(View):
    name: str
    line1: str
    line2: str
    city: str
    postal_code: str
    region: str
    country: str
    phone: str

    @classmethod
    def of(cls, address: Address) -> AddressView:
        return cls.model_validate(address, from_attributes=True)


class PickupPlaceView(View):
    """Where the order is fetched."""

    location: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str

    @classmethod
    def of(cls, place: PickupPlace) -> PickupPlaceView:
        return cls.model_validate(place, from_attributes=True)


class PickupPointView(View):
    """The carrier's point, a shop or a locker, where what is sent is collected."""

    carrier: str
    id: str
    kind: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    hours: str

    @classmethod
    def of(cls, point: PickupPoint) -> PickupPointView:
        return cls.model_validate(point, from_attributes=True)


class ReductionView(View):
    """What a promotion takes off; `name` is what shoppers see of it."""

    promotion_id: str
    name: str
    amount: MoneyView

    @classmethod
    def all(cls, reductions: Iterable[LineReduction]) -> list[ReductionView]:
        return [
            cls(promotion_id=each.promotion_id, name=each.name, amount=MoneyView.of(each.amount)) for each in reductions
        ]


class ArrivalView(View):
    """Between two days, both included."""

    earliest: date
    latest: date

    @classmethod
    def of(cls, arrives: ArrivalDays) -> ArrivalView:
        return cls(earliest=arrives.earliest, latest=arrives.latest)


class OrderLineView(View):
    """`quantity` was ordered, `cancelled` of it is not sent, and `total` is what the others cost: their list price less
    `reductions`.
    """

    sku: str
    product_id: str
    title: str
    variant_title: str
    image: str
    quantity: int
    cancelled: int
    unit_price: MoneyView
    total: MoneyView
    reductions: Annotated[list[ReductionView], Field(description="What promotions take off what is not cancelled")]
    requires_shipping: Annotated[bool, Field(description="Whether it goes into a parcel")]
    withdrawal_exclusion: Annotated[
        Exclusion | None, Field(description="Why one cannot withdraw from buying it, as it was then; null: one can")
    ]
    waiting: Annotated[int, Field(description="Units of it that are not there yet")]
    available_from: Annotated[date | None, Field(description="The day that units were promised for; null: none were")]
    digital: Annotated[bool, Field(description="Digital content: there may be files to download")]
    gift_card: Annotated[bool, Field(description="Gift cards, each worth the price of a unit")]

    @classmethod
    def of(cls, line: OrderLine, cancelled: int = 0, waiting: int = 0) -> OrderLineView:
        left = line.less(cancelled)
        return cls(
            sku=line.sku,
            product_id=line.product_id,
            title=line.title,
            variant_title=line.variant_title,
            image=line.image,
            quantity=line.quantity,
            cancelled=cancelled,
            unit_price=MoneyView.of(line.unit_price),
            total=MoneyView.of(left.total),
            reductions=ReductionView.all(left.reductions),
            requires_shipping=line.requires_shipping,
            withdrawal_exclusion=cast("Exclusion | None", line.withdrawal_exclusion or None),
            waiting=waiting,
            available_from=date.fromisoformat(line.available_from) if line.available_from else None,
            digital=line.digital,
            gift_card=line.gift_card,
        )


class BalanceView(View):
    authorised: MoneyView
    captured: MoneyView
    refunded: MoneyView
    disputed: Annotated[MoneyView, Field(description="What banks have taken back, or may: it cannot be refunded")]


class DisputeView(View):
    """The shopper's bank asks money back. Staff answer at the provider until `due_by`; empty when they cannot."""

    id: str
    payment_id: str
    status: str
    reason: str
    amount: MoneyView
    contested: MoneyView
    gone: MoneyView
    due_by: str

    @classmethod
    def of(cls, dispute: OrderDispute, currency: str) -> DisputeView:
        return cls(
            id=dispute.id,
            payment_id=dispute.payment_id,
            status=dispute.status,
            reason=dispute.reason,
            amount=MoneyView.of(Money(dispute.amount, currency)),
            contested=MoneyView.of(Money(dispute.contested, currency)),
            gone=MoneyView.of(Money(dispute.gone, currency)),
            due_by=dispute.due_by,
        )


class GivenBackView(View):
    """A refund that came about. `id` is that of its moment in the `timeline`."""

    id: str
    amount: MoneyView
    to: Annotated[
        Literal["payment", "store_credit", "credits"],
        Field(description="The way it was paid, store credit in its place, or the gift cards and credit that paid it"),
    ]

    @classmethod
    def all(cls, order: Order) -> list[GivenBackView]:
        return [
            cls(
                id=refund.id,
                amount=MoneyView.of(Money(refund.amount, order.total.currency)),
                to=cast("Literal['payment', 'store_credit', 'credits']", refund.to or "payment"),
            )
            for refund in order.refunds
            if not refund.failed
        ]


class OrderPaymentView(View):
    id: str
    provider: str
    status: str


class ParcelLineView(View):
    sku: str
    quantity: int
    title: str


class ParcelView(View):
    id: str
    carrier: str
    tracking_code: str
    tracking_url: str
    state: str
    lines: list[ParcelLineView]

    @classmethod
    def of(cls, parcel: Parcel, titles: dict[str, str]) -> ParcelView:
        return cls(
            id=parcel.id,
            carrier=parcel.carrier,
            tracking_code=parcel.tracking_code,
            tracking_url=parcel.tracking_url,
            state=parcel.state,
            lines=[
                ParcelLineView(sku=line.sku, quantity=line.quantity, title=titles.get(line.sku, line.sku))
                for line in parcel.lines
            ],
        )


class EntryView(View):
    """A line of the history. `event_id` is the event that caused it, null for what somebody did here."""

    state: OrderState
    at: str
    by: str
    reason: str
    event_id: str | None

    @classmethod
    def of(cls, entry: HistoryEntry, *, staff: bool) -> EntryView:
        by = entry.by if staff else entry.by.partition(":")[0]
        return cls(
            state=entry.state, at=clock.isoformat(entry.at), by=by, reason=entry.reason, event_id=entry.event_id or None
        )


class MomentView(View):
    """What happened to the order, its money, its parcels or its returns, at `at` (UTC). `subject` is the id of the
    payment, refund, parcel or return, the number of the wish to have units out of it, or the id of the order that was
    added; empty for the order itself.
    `by` is who did it, where people can.
    """

    kind: MomentKind
    at: str
    subject: str
    amount: MoneyView | None
    lines: list[ParcelLineView]
    by: str

    @classmethod
    def all(cls, order: Order, titles: dict[str, str]) -> list[MomentView]:
        currency = order.total.currency
        return [
            cls(
                kind=entry.kind,
                at=clock.isoformat(entry.at),
                subject=entry.subject,
                amount=MoneyView.of(Money(entry.amount, currency)) if entry.amount else None,
                lines=[
                    ParcelLineView(sku=sku, quantity=units, title=titles.get(sku, sku)) for sku, units in entry.lines
                ],
                by=entry.by,
            )
            for entry in timeline(order)
        ]


_AS_CREDIT = "What goes back, but for what gift cards paid, is wanted as store credit"


class CancellationView(View):
    """A wish to cancel the order: `requested` until shipping has said whether the parcel can be had back, then
    `accepted`, and the order is CANCELLED, or `refused`, which `answer` explains.
    """

    state: WishState
    requested_at: str
    requested_by: str
    reason: str
    answered_at: str | None
    answer: str
    as_credit: Annotated[bool, Field(description=_AS_CREDIT)]

    @classmethod
    def of(cls, wish: Cancellation, *, staff: bool) -> CancellationView:
        return cls(
            state=wish.state,
            requested_at=clock.isoformat(wish.requested_at),
            requested_by=wish.by if staff else wish.by.partition(":")[0],
            reason=wish.reason,
            answered_at=clock.isoformat(wish.answered_at) if wish.answered_at else None,
            answer=wish.answer,
            as_credit=wish.as_credit,
        )


class LinesCancellationView(View):
    """A wish to have units out of the order: `requested` until shipping has said whether its parcel can be opened, then
    `accepted`, or `refused`, which `answer` explains. `amount` is what the order costs less without them, with tax;
    nothing while it is refused. `was_paid`: what was paid of it goes back, which is not so of
    money that is only held for it.
    """

    number: int
    state: WishState
    lines: list[ParcelLineView]
    amount: MoneyView
    was_paid: bool
    requested_at: str
    requested_by: str
    reason: str
    answered_at: str | None
    answer: str
    as_credit: Annotated[bool, Field(description=_AS_CREDIT)]

    @classmethod
    def of(cls, wish: LinesCancellation, order: Order, titles: dict[str, str], *, staff: bool) -> LinesCancellationView:
        return cls(reason=wish.reason, as_credit=wish.as_credit, **_wish_members(wish, order, titles, staff=staff))


def _wish_members(wish: LinesCancellation, order: Order, titles: dict[str, str], *, staff: bool) -> dict[str, Any]:
    """What wishes of shoppers and changes of staff have in common."""
    return {
        "number": wish.number,
        "state": wish.state,
        "lines": [ParcelLineView(sku=sku, quantity=units, title=titles.get(sku, sku)) for sku, units in wish.lines],
        "amount": _less(order, wish),
        "was_paid": _goes_back(order, wish),
        "requested_at": clock.isoformat(wish.requested_at),
        "requested_by": wish.by if staff else wish.by.partition(":")[0],
        "answered_at": clock.isoformat(wish.answered_at) if wish.answered_at else None,
        "answer": wish.answer,
    }


def _less(order: Order, wish: LinesCancellation) -> MoneyView:
    amount = sum(worth(order, wish)) if wish.is_open else wish.amount
    return MoneyView.of(Money(amount, order.total.currency))


def _goes_back(order: Order, wish: LinesCancellation) -> bool:
    """Whether what the order costs less was paid; while it is asked for, as things stand."""
    if wish.is_open:
        return order.was_paid and not order.balance.secured
    return wish.paid and not wish.held


class LoweredView(View):
    """What a unit of a SKU, or the delivery (null), cost and costs."""

    sku: str | None
    title: str
    before: MoneyView
    after: MoneyView


class EditView(View):
    """What staff changed of the paid order: units that are taken out, and prices that are lower. `requested` until
    shipping has said whether its parcel can be opened, then `accepted`, all of it at once, or `refused`, which `answer`
    explains. `amount` is what the order costs less with tax; `was_paid`: and what goes back, which is not so of money
    that is only held for it. Staff alone see who it was, and why.
    """

    number: int
    state: WishState
    lines: list[ParcelLineView]
    prices: list[LoweredView]
    amount: MoneyView
    was_paid: bool
    requested_at: str
    requested_by: str
    reason: str
    answered_at: str | None
    answer: str

    @classmethod
    def of(cls, wish: LinesCancellation, order: Order, titles: dict[str, str], *, staff: bool) -> EditView:
        edit, currency = wish.edit or Repricing(), order.total.currency
        lowered = [*edit.prices, *([("", *edit.shipping)] if edit.shipping else [])]
        return cls(
            prices=[
                LoweredView(
                    sku=sku or None,
                    title=titles.get(sku, sku),
                    before=MoneyView.of(Money(before, currency)),
                    after=MoneyView.of(Money(after, currency)),
                )
                for sku, before, after in lowered
            ],
            reason=wish.reason if staff else "",
            **_wish_members(wish, order, titles, staff=staff),
        )


class WithdrawalsView(View):
    """Whether the contract can be withdrawn from, for one who is a consumer: `until` then, without an end before all is
    delivered. `lines` are the units that nobody has withdrawn from.
    """

    possible: bool
    until: str | None
    lines: list[ParcelLineView]
    declared_at: list[str]

    @classmethod
    def of(cls, order: Order, titles: dict[str, str]) -> WithdrawalsView:
        days = services().days
        until = withdrawable_until(order, days)
        return cls(
            possible=not why_not(order, days, clock.now()),
            until=clock.isoformat(until) if until else None,
            lines=[ParcelLineView(sku=sku, quantity=units, title=titles[sku]) for sku, units in left(order).items()],
            declared_at=[clock.isoformat(withdrawal.at) for withdrawal in order.withdrawals],
        )


class ExchangeView(View):
    """What was wanted in the place of returned goods: the order `order_id`, or `refusal` says why it is none."""

    return_id: str
    order_id: str | None
    number: str | None
    refusal: Literal["sold_out", "not_possible"] | None
    lines: list[ParcelLineView]

    @classmethod
    def of(cls, exchange: OrderExchange) -> ExchangeView:
        return cls(
            return_id=exchange.return_id,
            order_id=exchange.order_id or None,
            number=number_of(exchange.order_id) if exchange.order_id else None,
            refusal=cast("Any", exchange.refusal or None),
            lines=[ParcelLineView(sku=sku, quantity=units, title=title) for sku, units, title in exchange.lines],
        )


class ExchangedView(View):
    """The order and the return of it, in whose place this order came."""

    order_id: str
    number: str
    return_id: str

    @classmethod
    def of(cls, details: Details) -> ExchangedView | None:
        return_id = exchange_of(details.cart_id)
        order_id = return_id.rpartition("-R")[0]
        return cls(order_id=order_id, number=number_of(order_id), return_id=return_id) if return_id else None


class OrderCreditView(View):
    """What a gift card, or the shopper's store credit, pays; `left` is what was on it then beside that."""

    kind: Literal["gift_card", "store_credit"]
    last_four: str
    amount: MoneyView
    left: MoneyView

    @classmethod
    def of(cls, credit: OrderCredit, currency: str) -> OrderCreditView:
        return cls(
            kind="gift_card" if credit.kind == "gift_card" else "store_credit",
            last_four=credit.last_four,
            amount=MoneyView.of(Money(credit.amount, currency)),
            left=MoneyView.of(Money(credit.left, currency)),
        )


class GiftView(View):
    """Whom a gift card is for that is bought, and the day of its letter."""

    sku: str
    email: str
    send_on: date
    name: str
    sender: str
    message: str

    @classmethod
    def of(cls, gift: GiftFor) -> GiftView:
        day = date.fromisoformat(gift.send_on)
        return cls(
            sku=gift.sku,
            email=gift.email,
            send_on=day,
            name=gift.name,
            sender=gift.sender,
            message=gift.message,
        )


class OrderView(View):
    """The sums are of what is left of the order: `lines` say what was cancelled of it, `line_cancellations` what it
    cost, and `edits` what staff changed of it, whose units are no `line_cancellations`. `cancellable` are the units
    that may be cancelled now; empty once it is too late.

    `expires_at` is null once the order is paid, cancelled or expired; `cancellation` when nobody asked for one.
    Once its person is forgotten, what is left is what tax law keeps, until `kept_until`; null before.

    `timeline` is what happened to it, oldest first, at the time at which it did; `history` are the order's own steps,
    as it learned of them.
    """

    id: str
    number: str
    state: OrderState
    version: int
    email: str
    placed_at: str
    expires_at: str | None
    lines: list[OrderLineView]
    subtotal: Annotated[MoneyView, Field(description="What the lines cost, less what promotions take off them")]
    discount: Annotated[MoneyView, Field(description="What promotions take off the lines")]
    shipping_reduction: Annotated[MoneyView, Field(description="What promotions have taken off `shipping` already")]
    reductions: Annotated[list[ReductionView], Field(description="What each promotion takes off, all together")]
    shipping: MoneyView
    tax: MoneyView
    tax_included: bool
    total: MoneyView
    money: BalanceView
    shipping_address: AddressView
    shipping_method: str
    pickup: PickupPlaceView | None
    pickup_point: PickupPointView | None
    arrives: Annotated[ArrivalView | None, Field(description="As was promised with the order; null: nothing was")]
    payment_method: str
    payment: OrderPaymentView | None
    credits: Annotated[list[OrderCreditView], Field(description="Gift cards and store credit that pay of it")]
    refunds: Annotated[list[GivenBackView], Field(description="What went back of it, and where")]
    gifts: Annotated[list[GiftView], Field(description="Its gift cards that are for others than the buyer")]
    shipments: list[ParcelView]
    history: list[EntryView]
    timeline: list[MomentView]
    cancellation: CancellationView | None
    line_cancellations: list[LinesCancellationView]
    edits: list[EditView]
    cancellable: list[ParcelLineView]
    withdrawal: WithdrawalsView
    digital_consent: Annotated[
        str | None,
        Field(description="The words by which the shopper consented, as they ordered, to digital content at once"),
    ]
    exchanges: list[ExchangeView]
    exchange_of: ExchangedView | None
    supplements: list[SupplementView]
    supplement_of: AddedToView | None
    notes: str
    kept_until: str | None

    @classmethod
    def of(cls, order: Order, *, staff: bool = False) -> OrderView:
        return cls(**_order_members(order, staff))


class SuspicionView(View):
    """Why somebody should look at the order before it is sent: a code, and a sentence for people."""

    code: Suspicion
    reason: str

    @classmethod
    def all(cls, order: Order) -> list[SuspicionView]:
        return [cls(code=found, reason=found.words) for found in of_order(order)]


class UnreadView(View):
    """A withdrawal in words that waits to be read. It counts from `declared_at`; `contact` is where the answer goes."""

    id: str
    declared_at: AwareDatetime
    name: str
    contact: str
    words: str

    @classmethod
    def all(cls, order: Order) -> list[UnreadView]:
        return [
            cls(
                id=kept.statement.request,
                declared_at=kept.at,
                name=kept.statement.declared_by,
                contact=kept.statement.contact,
                words=kept.statement.words,
            )
            for kept in order.unread
        ]


class ListedOrderView(OrderView):
    """An order in the staff's lists."""

    suspicions: list[SuspicionView]
    unread: Annotated[list[UnreadView], Field(description="Withdrawals in words that wait to be read")]

    @classmethod
    def listed(cls, order: Order) -> ListedOrderView:
        return cls(**_order_members(order, True), suspicions=SuspicionView.all(order), unread=UnreadView.all(order))


class LineUnitsView(View):
    """How far the units of a line are: on their way or there, refunded, and cancelled before they were sent."""

    sku: str
    ordered: int
    shipped: int
    refunded: int
    cancelled: int

    @classmethod
    def all(cls, order: Order) -> list[LineUnitsView]:
        shipped, refunded, cancelled = Counter[str](), Counter[str](), order.cancelled_units
        for parcel in order.parcels:
            if parcel.left:
                shipped.update({line.sku: line.quantity for line in parcel.lines})
        for refund in order.refunds:
            if not refund.failed:
                refunded.update(dict(refund.lines))
        return [
            cls(
                sku=line.sku,
                ordered=line.quantity,
                shipped=shipped[line.sku],
                refunded=refunded[line.sku],
                cancelled=cancelled.get(line.sku, 0),
            )
            for line in order.details.lines
        ]


class ReaddressingView(View):
    """A wish for another address: `requested` until shipping has answered, then `accepted`, and the order has it, or
    `refused`, which `answer` explains.
    """

    address: AddressView
    state: WishState
    requested_at: str
    requested_by: str
    reason: str
    answer: str

    @classmethod
    def of(cls, wish: Readdressing) -> ReaddressingView:
        return cls(
            address=AddressView.of(wish.address),
            state=wish.state,
            requested_at=clock.isoformat(wish.at),
            requested_by=wish.by,
            reason=wish.reason,
            answer=wish.answer,
        )


class ReviewView(View):
    """Who looked at the suspicions that are named by their codes."""

    at: str
    by: str
    of: list[str]


class OrderTraceView(View):
    """A piece of work that told something of the order: `GET /ops/traces/{correlation_id}` has its log lines."""

    correlation_id: str
    at: str
    events: list[str]

    @classmethod
    def all(cls, events: Sequence[Event]) -> list[OrderTraceView]:
        by_id: dict[str, list[Event]] = {}
        for event in events:
            by_id.setdefault(event.correlation_id, []).append(event)
        return [
            cls(correlation_id=name, at=clock.isoformat(told[0].occurred_at), events=[event.type for event in told])
            for name, told in by_id.items()
        ]


class AgreedView(View):
    """Why the price of a SKU, or of the delivery (null), is not the shop's."""

    sku: str | None
    reason: str


class PromotionUsedView(ReductionView):
    """What a promotion took off when the order was placed; `code` is empty where the shopper gave none."""

    code: str

    @classmethod
    def used(cls, order: Order) -> list[PromotionUsedView]:
        details = order.details
        codes = {use.promotion_id: use.code for use in details.uses}
        return [
            cls(
                promotion_id=each.promotion_id,
                name=each.name,
                amount=MoneyView.of(each.amount),
                code=codes.get(each.promotion_id, ""),
            )
            for each in by_promotion(details.lines, details.totals)
        ]


class CarriedView(View):
    """What a carrier asked when it was ordered, of which the price of the delivery was made."""

    service: str
    cost: MoneyView

    @classmethod
    def of(cls, order: Order) -> CarriedView | None:
        carried = order.details.carried
        if carried is None:
            return None
        return cls(service=carried.service, cost=MoneyView.of(Money(carried.amount, carried.currency)))


class DownloadView(View):
    """A file that was downloaded so many `times`, `first_at` under this name."""

    sku: str
    file_id: str
    name: str
    times: int
    first_at: AwareDatetime


class GrantedView(View):
    """What staff gave beyond the shop's limits: so many downloads of each file of the line, and until when (null: the
    shop's time).
    """

    sku: str
    downloads: int
    until: AwareDatetime | None


class StaffOrderView(ListedOrderView):
    """`events`: what the order has published, as on Kafka. `units`: of each line. `original_address` and
    `original_email` are what the shopper gave; `shipping_address` and `email` are what holds now.
    """

    owner: str
    disputes: list[DisputeView]
    events: list[dict[str, Any]]
    units: list[LineUnitsView]
    original_email: str
    original_address: AddressView
    readdressing: ReaddressingView | None
    reviewed: ReviewView | None
    agreed: Annotated[
        list[AgreedView], Field(description="Of an order that staff placed: prices that are not the shop's")
    ]
    promotions: Annotated[
        list[PromotionUsedView],
        Field(description="What each promotion took off when it was ordered; `reductions` are of what is left of it"),
    ]
    carried: CarriedView | None
    downloads: list[DownloadView]
    granted: list[GrantedView]
    letters: Annotated[list[str], Field(description="The kinds of letters that can be sent once more")]
    traces: list[OrderTraceView]

    @classmethod
    def with_events(cls, order: Order, letters: Sequence[str]) -> StaffOrderView:
        told = [Event.model_validate_json(text) for text in order.published]
        published = [event.model_dump(mode="json") for event in told]
        review = order.reviewed
        for event in published:
            event["data"].pop("access_key", None)  # opens the order's page; staff have their own way in
        return cls(
            **_order_members(order, True),
            suspicions=SuspicionView.all(order),
            unread=UnreadView.all(order),
            owner=order.details.owner,
            disputes=[DisputeView.of(dispute, order.total.currency) for dispute in order.disputes],
            events=published,
            units=LineUnitsView.all(order),
            original_email=order.details.email,
            original_address=AddressView.of(order.details.shipping_address),
            readdressing=ReaddressingView.of(order.readdressing) if order.readdressing else None,
            reviewed=ReviewView(at=clock.isoformat(review.at), by=review.by, of=list(review.of)) if review else None,
            agreed=[AgreedView(sku=sku or None, reason=reason) for sku, reason in order.details.agreed],
            promotions=PromotionUsedView.used(order),
            carried=CarriedView.of(order),
            downloads=[
                DownloadView(sku=each.sku, file_id=each.file_id, name=each.name, times=each.times, first_at=each.first)
                for each in order.downloads
            ],
            granted=[GrantedView(sku=each.sku, downloads=each.times, until=each.until) for each in order.granted],
            letters=[*letters],
            traces=OrderTraceView.all(told),
        )


def tagged(view: OrderView) -> Reply:
    """With the version as ETag, so that asking again and again for the state costs next to nothing."""
    return Reply(view, etag=str(view.version))


def totals_members(totals: Totals, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """The sums of what these lines are left of."""
    return {
        "discount": MoneyView.of(discount(lines, totals.total.currency)),
        "shipping_reduction": MoneyView.of(totals.shipping_reduction),
        "reductions": ReductionView.all(by_promotion(lines, totals)),
        "subtotal": MoneyView.of(totals.subtotal),
        "shipping": MoneyView.of(totals.shipping),
        "tax": MoneyView.of(totals.tax),
        "tax_included": totals.tax_included,
        "total": MoneyView.of(totals.total),
    }


def _order_members(order: Order, staff: bool) -> dict[str, Any]:
    details, payment, balance = order.details, order.payment, order.balance
    currency = order.total.currency
    titles, cancelled = {line.sku: line.title for line in details.lines}, order.cancelled_units
    waiting = {line.sku: line.waiting for line in order.lines}
    kept_back = frozenset[str]() if staff else unsent.kept(order, services().days, clock.now())
    return {
        "id": order.id,
        "number": details.number,
        "state": order.state,
        "version": order.version,
        "email": order.email,
        "placed_at": clock.isoformat(details.placed_at),
        "expires_at": clock.isoformat(details.pay_by) if order.is_unpaid else None,
        "lines": [
            OrderLineView.of(line, cancelled.get(line.sku, 0), waiting.get(line.sku, 0)) for line in order.priced
        ],
        **totals_members(order.totals, order.lines),
        "money": BalanceView(
            authorised=MoneyView.of(Money(balance.authorised, currency)),
            captured=MoneyView.of(Money(balance.captured, currency)),
            refunded=MoneyView.of(Money(balance.refunded, currency)),
            disputed=MoneyView.of(Money(balance.disputed, currency)),
        ),
        "shipping_address": AddressView.of(order.address),
        "shipping_method": details.shipping_method,
        "pickup": PickupPlaceView.of(details.pickup) if details.pickup else None,
        "pickup_point": PickupPointView.of(details.pickup_point) if details.pickup_point else None,
        "arrives": ArrivalView.of(details.arrives) if details.arrives else None,
        "payment_method": details.payment_method,
        "payment": OrderPaymentView(id=payment.id, provider=payment.provider, status=_status(order, payment))
        if payment
        else None,
        "credits": [OrderCreditView.of(credit, currency) for credit in details.credits],
        "refunds": GivenBackView.all(order),
        "gifts": [GiftView.of(gift) for gift in details.gifts],
        "shipments": [ParcelView.of(parcel, titles) for parcel in order.parcels],
        "cancellation": CancellationView.of(order.cancellation, staff=staff) if order.cancellation else None,
        "line_cancellations": [
            LinesCancellationView.of(wish, order, titles, staff=staff)
            for wish in order.line_cancellations
            if wish.edit is None
        ],
        "edits": [EditView.of(wish, order, titles, staff=staff) for wish in order.line_cancellations if wish.edit],
        "cancellable": [
            ParcelLineView(sku=sku, quantity=units, title=titles[sku])
            for sku, units in can_be_cancelled(order).items()
            if sku not in kept_back
        ],
        "withdrawal": WithdrawalsView.of(order, titles),
        "digital_consent": WORDS.get(details.digital_consent),
        "exchanges": [ExchangeView.of(exchange) for exchange in order.exchanges],
        "exchange_of": ExchangedView.of(details),
        "supplements": SupplementView.all(order, staff=staff),
        "supplement_of": AddedToView.of(details),
        "history": [EntryView.of(entry, staff=staff) for entry in order.history],
        "timeline": MomentView.all(order, {**_added(order), **titles}),
        "notes": details.notes,
        "kept_until": clock.isoformat(details.kept_until) if details.kept_until else None,
    }


def _added(order: Order) -> dict[str, str]:
    """What is called how that was added to it."""
    return {line.sku: line.title for supplement in order.supplements for line in supplement.lines}


def _status(order: Order, payment: OrderPayment) -> str:
    """Of a bank transfer a part may be there while the order waits for the rest."""
    return "partially_captured" if order.is_unpaid and payment.status == "captured" else payment.status
