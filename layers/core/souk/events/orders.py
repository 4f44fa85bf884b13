"""order.* and withdrawal.*: published by the orders service, keyed by the order id; order.owner_erased by the user id,
order.export_asked by the export's."""

from __future__ import annotations

from typing import Annotated

from souk.events.common import (
    SELDOM,
    Amount,
    EventData,
    LabelledText,
    OrderLine,
    PickupPlace,
    PickupPoint,
    PostalAddress,
    Reduced,
)


class CreditUsed(EventData):
    """What an order takes of a gift card, whose code ends in `last_four`, or of store credit (`kind`)."""

    kind: str
    last_four: str = ""
    amount: Amount


class OrderSnapshot(EventData):
    """What others need to know of an order. `owner` is "user:<id>" or "guest:<cart token hash>".

    `locale` (BCP 47) is that of the shopper's letters; it is empty, here and in the others, where nobody has said so,
    and in older events. `pickup` is there when the order is not sent, but fetched at that place; the address is then
    the buyer's. `pickup_point` is the carrier's point to which it is sent, if the shopper chose one; the address says
    whom it is for. `shipping_reductions` are what promotions have taken off `shipping` already. `credits` are gift
    cards and store credit that pay a part of the total, or all: means of payment, which change no price and no tax.
    """

    order_id: str
    number: str
    owner: str
    email: str
    access_key: str = ""  # lets a guest open the order's page from the e-mail; never logged
    lines: list[OrderLine]
    shipping_address: PostalAddress
    shipping_method: str
    locale: str = ""
    subtotal: Amount
    shipping: Amount
    tax: Amount
    total: Amount
    pickup: Annotated[PickupPlace | None, SELDOM] = None
    pickup_point: Annotated[PickupPoint | None, SELDOM] = None
    shipping_reductions: Annotated[list[Reduced], SELDOM] = []
    credits: Annotated[list[CreditUsed], SELDOM] = []


class OrderPlaced(OrderSnapshot):
    """order.placed: stock is held and the order exists; nothing is charged yet.

    `pay_to` is the account that the shopper transfers the total to, empty for other ways to pay and in older events.
    `placed_by` is "shopper", "staff" or, of what was wanted in the place of returned goods, "exchange"; empty before it
    was told. Of the latter `exchange_of` is the number of the order that they were of. `supplement_of` is the number of
    the paid order that staff have added this to.
    """

    expires_at: str
    cart_owner: str
    cart_id: str
    payment_method: str = ""  # the payment provider's id; empty before it was told
    pay_to: list[LabelledText] = []
    placed_by: str = ""
    exchange_of: Annotated[str, SELDOM] = ""
    supplement_of: Annotated[str, SELDOM] = ""


class OrderPaymentDue(OrderSnapshot):
    """order.partly_paid: less than the total came by bank transfer, and the order waits for the rest.
    order.payment_due: nothing, or not all, has come, and the order ends soon; told once.

    `received` is what came so far and `due` what is missing, to be transferred to `pay_to` by `expires_at`.
    """

    expires_at: str
    pay_to: list[LabelledText]
    received: Amount
    due: Amount


class TaxShare(EventData):
    """The tax of one rate, in basis points."""

    rate: int
    amount: Amount


class CapturedPayment(EventData):
    """What a payment has brought, or, of gift cards and store credit, brings now that the order is paid."""

    id: str
    captured: Amount


class OrderPaid(OrderSnapshot):
    """order.paid: the whole total is captured (or, for a bank transfer, marked received), or, `on_shipment`, held until
    the order is sent. order.charged: what was held is captured, for what is left of the order then.

    Older events have no `taxes`, whatever `tax` there was. `payments` are those that brought the total; an order that
    costs nothing has none. `tax_included` says whether prices have the tax in them. `taxed_in` is the place whose taxes
    they are (ISO 3166 but for a few parts of countries), `shipping_category` why the delivery bears none (UNTDID 5305).
    `vat_number` is the one that a business said.
    """

    payment_id: str
    placed_at: str = ""
    payment_method: str = ""
    taxes: list[TaxShare] = []
    tax_included: bool = True
    shipping_rate: int | None = None
    taxed_in: str = ""
    vat_number: Annotated[str, SELDOM] = ""
    shipping_category: Annotated[str, SELDOM] = ""
    payments: list[CapturedPayment] = []
    on_shipment: Annotated[bool, SELDOM] = False


class OrderCaptureAsked(EventData):
    """order.capture_asked: a parcel of the order has left, and what is held for it is to be captured."""

    order_id: str
    number: str


class OrderCancelled(EventData):
    """order.cancelled: before shipment, by the shopper, staff or the system.

    `owed` is what was captured and had not been given back by then; unknown in older events. `held`: money was held for
    it and not captured, which is let go of. `as_credit`: what goes back is wanted as store credit.
    """

    order_id: str
    number: str
    owner: str
    email: str
    access_key: str = ""
    locale: str = ""
    reason: str
    cancelled_by: str  # shopper | staff | system
    payment_id: str | None = None
    was_paid: bool = False
    total: Amount
    owed: Amount | None = None
    held: Annotated[bool, SELDOM] = False
    as_credit: Annotated[bool, SELDOM] = False


class OrderCancellationWish(EventData):
    """order.cancellation_requested: the order is paid, so shipping says whether its parcel can be had back.
    order.cancellation_refused: it cannot, and the order goes on.

    `answer` says why it was refused.
    """

    order_id: str
    number: str
    owner: str
    email: str
    access_key: str = ""
    locale: str = ""
    reason: str
    requested_by: str  # shopper | staff
    requested_at: str
    answer: str = ""


class CancelledLine(EventData):
    """Units that are taken out of an order, or are to be. `amount` is what the order costs less without them, with tax;
    it is there once they are.
    """

    sku: str
    quantity: int
    title: str = ""
    amount: Amount | None = None


class LetterLine(EventData):
    """Units in a parcel."""

    sku: str
    quantity: int
    title: str = ""


class OrderLinesWish(OrderCancellationWish):
    """order.lines_cancellation_requested: units are to be taken out of its parcel, if that can still be opened;
    shipping answers each wish by its number (takeout.succeeded, takeout.refused). order.lines_cancellation_refused:
    they are sent, and `answer` says why.

    `weight_grams` is what the units weigh, 0 where nobody knows. `withdrawn` are those of the units that the shopper
    has withdrawn from: sent all the same, they come back.
    """

    number_of_wish: int
    lines: list[CancelledLine]
    withdrawn: list[LetterLine] = []
    weight_grams: int = 0


class OrderLinesCancelled(OrderSnapshot):
    """order.lines_cancelled: units are out of the order, by their number once; all of them together are an
    order.cancelled instead. The snapshot is of what is left, so `total` is what it costs now.

    `was_paid`: the units were sold, and `credit`, what they cost with tax, goes back as far as it was captured. Of an
    order that is not paid yet they were held, and only `total` is wanted from now on; of one that is sent for money
    that is `held`, only `total` is captured. `charged` is what the order was paid with: what goes back is told by
    refunds. `places` are the locations that have the units, by SKU, where the shop has several. `as_credit`: what goes
    back is wanted as store credit.
    """

    number_of_wish: int
    cancelled: list[CancelledLine]
    reason: str
    cancelled_by: str  # shopper | staff
    was_paid: bool
    credit: Amount
    charged: Amount
    held: Annotated[bool, SELDOM] = False
    places: dict[str, dict[str, int]] = {}
    as_credit: Annotated[bool, SELDOM] = False


class OrderUnitsIn(EventData):
    """order.units_in: the units of a SKU that the order waited for are there, all of them. Its parcel can go."""

    order_id: str
    number: str
    sku: str
    quantity: int


class OrderDayMoved(OrderSnapshot):
    """order.day_moved: units of a SKU that the order waits for are promised for `day`, no more for `day_before`."""

    sku: str
    quantity: int
    day: str
    day_before: str


class RepricedLine(EventData):
    """What a unit of a line cost and costs, and what `quantity` units, those that are left, cost less with tax."""

    sku: str
    quantity: int
    title: str = ""
    before: Amount
    after: Amount
    amount: Amount


class OrderEdited(OrderLinesCancelled):
    """order.edited: staff have changed a paid order before its hand-over, all of this at once and by its number once.
    Each change of it has a number of its own, whether it is told by this or by order.lines_cancelled.

    `cancelled` are the units that are out of it, if any are, `repriced` the lines whose price is lower now,
    `shipping_before` what the delivery cost where it costs less now, and `shipping_credit` what that comes to with tax.
    `credit` is all of it together.
    """

    repriced: list[RepricedLine] = []
    shipping_before: Amount | None = None
    shipping_credit: Amount | None = None


class OrderLinkAsked(EventData):
    """order.link_asked: somebody has named the order and an e-mail address, and wants to see the order again.

    `email` is empty, and nobody is written to, unless it is the order's: it is told either way, so that the answer
    takes as long. `order_id` is then of no order, where the number was none's. `code` is a guest's, which the link's
    page exchanges once for a key; it is empty for an order of an account. `access_key` is what older versions put
    there instead, a key that opens the order for seven days.
    """

    order_id: str
    number: str
    email: str = ""
    access_key: str = ""
    code: str = ""
    locale: str = ""


class OrderSilent(EventData):
    """order.silent: the order has not heard of its parcels since then, though it should have.

    A question, not a change: shipping tells again what it knows.
    """

    order_id: str
    number: str
    state: str
    since: str


class OrderCorrected(EventData):
    """order.corrected: staff put right where its letters go, or where it is sent. All of it, as it holds now."""

    order_id: str
    number: str
    owner: str
    email: str
    access_key: str = ""
    locale: str = ""
    shipping_address: PostalAddress


class OrderReaddressing(OrderCorrected):
    """order.readdressing_asked: its parcel is to go to this address, if no carrier was asked to take it yet.

    Shipping answers each by its number (readdressing.succeeded, readdressing.refused); of an order a later one counts.
    """

    number_of_wish: int


class OrderLetterAsked(OrderSnapshot):
    """order.letter_asked: a letter about the order is sent once more, to where its letters go now: staff want it, or
    the shopper consented to digital content with a download, which the letter confirms.

    `kind` is the letter's; the members are named as in the event that it followed when it was sent first, and those
    that this kind does not need are empty.
    """

    kind: str
    expires_at: str = ""
    pay_to: list[LabelledText] = []
    placed_by: str = ""
    exchange_of: Annotated[str, SELDOM] = ""
    supplement_of: Annotated[str, SELDOM] = ""
    reason: str = ""
    cancelled_by: str = ""
    was_paid: bool = False
    owed: Amount | None = None
    held: Annotated[bool, SELDOM] = False
    on_shipment: Annotated[bool, SELDOM] = False
    tracking_code: str = ""
    tracking_url: str = ""
    parcel_lines: list[LetterLine] = []
    complete: bool = False
    refunded: Amount | None = None
    refunded_total: Amount | None = None


class WithdrawalDeclared(EventData):
    """withdrawal.declared: the shopper has withdrawn from the contract, or from the lines that are named, which need no
    more than this (article 9 of directive 2011/83/EU). `name` and `contact` are what they gave with it.

    `delivery` is what goes back of the costs of the way out, when the whole order is withdrawn from: no more than the
    standard way costs. `refusal` says why it has no effect; then it is kept and acknowledged, and nothing follows.
    `called_off` are those of the lines that are wanted out of their parcel: they come back only if it is too late for
    that, which order.lines_cancellation_refused says. `excluded` is what the law leaves out of the order's right of
    withdrawal, when all the rest is withdrawn from. `words` are the shopper's, where they named no lines: staff have
    read them.
    """

    order_id: str
    number: str
    owner: str
    email: str
    access_key: str = ""
    locale: str = ""
    number_of_withdrawal: int
    name: str
    contact: str
    lines: list[LetterLine]
    called_off: list[LetterLine] = []
    excluded: list[LetterLine] = []
    whole: bool
    declared_at: str
    delivery: Amount | None = None
    refusal: str = ""
    words: str = ""


class WithdrawalStated(EventData):
    """withdrawal.stated: the shopper has withdrawn from a part of the contract that they describe in `words`. Staff
    read it; withdrawal.declared of the same time follows with what they take it for.
    """

    order_id: str
    number: str
    owner: str
    email: str
    access_key: str = ""
    locale: str = ""
    name: str
    contact: str
    words: str
    declared_at: str


class OrderExchangeRefused(EventData):
    """order.exchange_refused: what was wanted in the place of goods that came back cannot be ordered: it is `sold_out`,
    or that is `not_possible` any more. They are paid back, as they would be otherwise.
    """

    order_id: str
    number: str
    owner: str
    email: str
    access_key: str = ""
    locale: str = ""
    return_id: str
    lines: list[LetterLine]
    reason: str


class OrderExpired(OrderCancelled):
    """order.expired: not paid in time; stock goes back, the payment is voided."""


class OrderStateChanged(EventData):
    """order.fulfilling, order.partially_shipped, order.shipped."""

    order_id: str
    number: str
    owner: str
    email: str
    state: str
    previous: str
    tracking_code: str = ""


class OrderDelivered(OrderStateChanged):
    """order.delivered: all its parcels are there. `skus` are what is in the order; none in older events."""

    skus: list[str] = []


class OrderAnonymised(EventData):
    """order.anonymised: its person is forgotten. What else is kept of them under the order's id is to go, too."""

    order_id: str


class OwnerErased(EventData):
    """order.owner_erased: no order names this person any more; the answer to user.erased."""

    user_id: str


class OrdersExportAsked(EventData):
    """order.export_asked: an export of somebody's data is about these orders. Who keeps something under an order writes
    its part of this page (`souk.exports`); doing it twice must be harmless."""

    export_id: str
    page: int
    order_ids: list[str]


TYPES: dict[str, type[EventData]] = {
    "order.placed": OrderPlaced,
    "order.partly_paid": OrderPaymentDue,
    "order.payment_due": OrderPaymentDue,
    "order.paid": OrderPaid,
    "order.charged": OrderPaid,
    "order.capture_asked": OrderCaptureAsked,
    "order.fulfilling": OrderStateChanged,
    "order.partially_shipped": OrderStateChanged,
    "order.shipped": OrderStateChanged,
    "order.delivered": OrderDelivered,
    "order.cancelled": OrderCancelled,
    "order.expired": OrderExpired,
    "order.cancellation_requested": OrderCancellationWish,
    "order.cancellation_refused": OrderCancellationWish,
    "order.lines_cancellation_requested": OrderLinesWish,
    "order.lines_cancellation_refused": OrderLinesWish,
    "order.lines_cancelled": OrderLinesCancelled,
    "order.units_in": OrderUnitsIn,
    "order.day_moved": OrderDayMoved,
    "order.edited": OrderEdited,
    "order.corrected": OrderCorrected,
    "order.readdressing_asked": OrderReaddressing,
    "order.letter_asked": OrderLetterAsked,
    "order.silent": OrderSilent,
    "order.link_asked": OrderLinkAsked,
    "order.anonymised": OrderAnonymised,
    "order.owner_erased": OwnerErased,
    "order.export_asked": OrdersExportAsked,
    "order.exchange_refused": OrderExchangeRefused,
    "withdrawal.declared": WithdrawalDeclared,
    "withdrawal.stated": WithdrawalStated,
}
