"""Events as the payments, products and shipping services publish them."""

from __future__ import annotations

from orders.domain.order import Order
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.payments import DisputeChanged, PaymentChanged, RefundChanged, TransferChanged
from souk.events.products import DayMoved, StockLine, StockShort, UnitsIn
from souk.events.shipping import ReaddressingAnswered, RecallAnswered, ShipmentChanged, ShipmentLine


def payment(
    order: Order,
    kind: str,
    version: int = 1,
    *,
    captured: int = 0,
    refunded: int = 0,
    on_shipment: bool = False,
    **more: str,
) -> Event:
    """payment.<kind>; amounts in minor units."""
    payment_id = more.pop("payment_id", f"{order.id}/1")
    currency = more.pop("currency", order.total.currency)
    data = PaymentChanged(
        payment_id=payment_id,
        order_id=order.id,
        attempt="1",
        provider="stripe",
        amount=Amount(amount=order.total.amount, currency=currency),
        captured=Amount(amount=captured, currency=currency),
        refunded=Amount(amount=refunded, currency=currency),
        on_shipment=on_shipment,
        **more,
    )
    return new_event(f"payment.{kind}", aggregate_id=payment_id, aggregate_version=version, data=data)


def captured(order: Order, amount: int | None = None) -> Event:
    """payment.captured, of the whole total unless said otherwise."""
    return payment(order, "captured", 2, captured=order.total.amount if amount is None else amount)


def refunded(order: Order, amount: int, total: int, *, as_credit: bool = False, to_credits: bool = False) -> Event:
    """refund.succeeded of `amount`, after which `total` is refunded."""
    data = RefundChanged(
        refund_id=f"refund-{total}",
        payment_id=f"{order.id}/1",
        order_id=order.id,
        amount=Amount(amount=amount, currency="EUR"),
        refunded_total=Amount(amount=total, currency="EUR"),
        reason="damaged",
        requested_by="staff:1",
        as_credit=as_credit,
        to_credits=to_credits,
    )
    return new_event("refund.succeeded", aggregate_id=data.payment_id, aggregate_version=3, data=data)


def disputed(
    order: Order,
    what: str,
    version: int,
    *,
    status: str = "needs_response",
    amount: int = 1000,
    gone: int = 0,
    reference: str = "dp_1",
    due_by: str = "",
) -> Event:
    """dispute.<what>, of `amount`, of which `gone` is taken; ended ones contest only what is gone."""
    ended = status in ("won", "lost", "warning_closed", "prevented")
    data = DisputeChanged(
        dispute_id=reference,
        payment_id=f"{order.id}/1",
        order_id=order.id,
        provider="stripe",
        amount=Amount(amount=amount, currency="EUR"),
        status=status,
        reason="fraudulent",
        due_by=due_by,
        withdrawn=Amount(amount=gone, currency="EUR"),
        reinstated=Amount(amount=0, currency="EUR"),
        contested=Amount(amount=gone if ended else amount, currency="EUR"),
        disputed_total=Amount(amount=gone, currency="EUR"),
    )
    return new_event(f"dispute.{what}", aggregate_id=data.payment_id, aggregate_version=version, data=data)


def short(order: Order) -> Event:
    """stock.shortage: paid too late, and one of its two units is gone."""
    data = StockShort(
        reservation_id=order.id, lines={"MUG": 2}, shortages=[StockLine(sku="MUG", requested=2, available=1)]
    )
    return new_event("stock.shortage", aggregate_id=order.id, aggregate_version=3, data=data)


def units_in(order: Order, sku: str = "MUG", quantity: int = 1) -> Event:
    """stock.units_in: what it waited for came in."""
    data = UnitsIn(order_id=order.id, sku=sku, quantity=quantity)
    return new_event("stock.units_in", aggregate_id=order.id, aggregate_version=4, data=data)


def day_moved(order: Order, day: str, sku: str = "MUG", quantity: int = 1) -> Event:
    """stock.day_moved: what it waits for is promised for another day."""
    data = DayMoved(order_id=order.id, sku=sku, quantity=quantity, day=day)
    return new_event("stock.day_moved", aggregate_id=order.id, aggregate_version=4, data=data)


def answered(order: Order, answer: str) -> Event:
    """recall.<answer>: succeeded or refused."""
    data = RecallAnswered(order_id=order.id)
    return new_event(f"recall.{answer}", aggregate_id=order.id, aggregate_version=1, data=data)


def readdressed(order: Order, number: int, refusal: str = "") -> Event:
    """readdressing.succeeded, or readdressing.refused with the reason."""
    kind = "refused" if refusal else "succeeded"
    data = ReaddressingAnswered(order_id=order.id, number_of_wish=number, reason=refusal)
    return new_event(f"readdressing.{kind}", aggregate_id=order.id, aggregate_version=1, data=data)


def shipment(order: Order, parcel: str, kind: str, version: int, *, complete: bool = False) -> Event:
    """shipment.<kind> of the parcel with this id."""
    data = ShipmentChanged(
        shipment_id=parcel,
        order_id=order.id,
        order_number=order.details.number,
        owner=order.details.owner,
        email=order.details.email,
        carrier="sandbox",
        tracking_code=f"T-{parcel}" if version > 1 else "",
        tracking_url=f"https://carrier.example/T-{parcel}" if version > 1 else "",
        lines=[ShipmentLine(sku="MUG", quantity=1, title="The MUG")],
        complete=complete,
    )
    return new_event(f"shipment.{kind}", aggregate_id=parcel, aggregate_version=version, data=data)


def transfer(order: Order, what: str, surplus: int, version: int = 3) -> Event:
    """transfer.<what> of 50.00, of which `surplus` is not due."""

    def euro(amount: int) -> Amount:
        return Amount(amount=amount, currency="EUR")

    data = TransferChanged(
        transfer_id="t1",
        payment_id=f"{order.id}/1",
        order_id=order.id,
        reference=order.details.number,
        amount=euro(5000),
        surplus=euro(surplus),
        due=euro(0),
        surplus_total=euro(surplus),
        late=False,
        arrived_on="2026-03-01",
    )
    return new_event(f"transfer.{what}", aggregate_id=data.payment_id, aggregate_version=version, data=data)
