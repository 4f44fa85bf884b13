"""Which data model each event type carries."""

from __future__ import annotations

from typing import TypeVar

from souk.events.cart import CartChanged
from souk.events.common import EventData
from souk.events.envelope import Event
from souk.events.logs import AlertRaised
from souk.events.orders import (
    OrderCancellationWish,
    OrderCancelled,
    OrderExpired,
    OrderPaid,
    OrderPlaced,
    OrderSilent,
    OrderStateChanged,
)
from souk.events.payments import DisputeChanged, PaymentChanged, PaymentMismatch, RefundChanged
from souk.events.products import ProductRemoved, ProductSnapshot, ReservationChanged, StockChanged, StockShort
from souk.events.shipping import RecallAnswered, ReturnChanged, ShipmentChanged
from souk.events.users import UserChanged, UserErased

DATA_MODELS: dict[str, type[EventData]] = {
    "user.registered": UserChanged,
    "user.confirmed": UserChanged,
    "user.updated": UserChanged,
    "user.erased": UserErased,
    "product.created": ProductSnapshot,
    "product.updated": ProductSnapshot,
    "product.archived": ProductRemoved,
    "product.deleted": ProductRemoved,
    "stock.changed": StockChanged,
    "stock.low": StockChanged,
    "stock.sold_out": StockChanged,
    "stock.back_in_stock": StockChanged,
    "stock.reserved": ReservationChanged,
    "stock.committed": ReservationChanged,
    "stock.reservation_released": ReservationChanged,
    "stock.reservation_lapsing": ReservationChanged,
    "stock.reservation_expired": ReservationChanged,
    "stock.shortage": StockShort,
    "stock.shortage_ended": ReservationChanged,
    "cart.line_added": CartChanged,
    "cart.line_removed": CartChanged,
    "cart.merged": CartChanged,
    "cart.moved_to_wishlist": CartChanged,
    "cart.checked_out": CartChanged,
    "order.placed": OrderPlaced,
    "order.awaiting_payment": OrderStateChanged,
    "order.paid": OrderPaid,
    "order.fulfilling": OrderStateChanged,
    "order.partially_shipped": OrderStateChanged,
    "order.shipped": OrderStateChanged,
    "order.delivered": OrderStateChanged,
    "order.cancelled": OrderCancelled,
    "order.expired": OrderExpired,
    "order.cancellation_requested": OrderCancellationWish,
    "order.cancellation_refused": OrderCancellationWish,
    "order.silent": OrderSilent,
    "payment.started": PaymentChanged,
    "payment.requires_action": PaymentChanged,
    "payment.authorised": PaymentChanged,
    "payment.captured": PaymentChanged,
    "payment.voided": PaymentChanged,
    "payment.failed": PaymentChanged,
    "payment.mismatch": PaymentMismatch,
    "refund.requested": RefundChanged,
    "refund.succeeded": RefundChanged,
    "refund.failed": RefundChanged,
    "dispute.opened": DisputeChanged,
    "dispute.updated": DisputeChanged,
    "dispute.funds_withdrawn": DisputeChanged,
    "dispute.funds_reinstated": DisputeChanged,
    "dispute.closed": DisputeChanged,
    "shipment.created": ShipmentChanged,
    "shipment.shipped": ShipmentChanged,
    "shipment.in_transit": ShipmentChanged,
    "shipment.out_for_delivery": ShipmentChanged,
    "shipment.delivered": ShipmentChanged,
    "shipment.exception": ShipmentChanged,
    "shipment.cancelled": ShipmentChanged,
    "shipment.astray": ShipmentChanged,
    "recall.succeeded": RecallAnswered,
    "recall.refused": RecallAnswered,
    "return.requested": ReturnChanged,
    "return.approved": ReturnChanged,
    "return.rejected": ReturnChanged,
    "return.received": ReturnChanged,
    "return.closed": ReturnChanged,
    "alert.raised": AlertRaised,
    "alert.resolved": AlertRaised,
}

Data = TypeVar("Data", bound=EventData)


def data_of(event: Event, model: type[Data]) -> Data:
    """The event's data as `model`. Raises pydantic.ValidationError when it does not fit."""
    return model.model_validate(event.data)
