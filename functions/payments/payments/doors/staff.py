"""What staff do with payments."""

from __future__ import annotations

from payments.compose import services
from payments.domain.ledger import OverCapture, OverRefund
from payments.domain.payment import AmountMismatch, Payment
from payments.doors.router import api
from payments.doors.schemas import CaptureRequest, DisputesQuery, RefundRequest, VoidRequest
from payments.doors.views import DisputedPaymentView, PaymentView, RefundView
from souk.errors import PaymentDeclined, PaymentMisconfigured, PaymentRefused, PreconditionFailed
from souk.http import KeptWebhookView, ListQuery, Page, Reply, Request
from souk.http.request import IF_MATCH, version_seen
from souk.staff.permissions import Permission

# What the provider may answer when it is told to move money.
OF_THE_PROVIDER = (AmountMismatch, PaymentDeclined, PaymentMisconfigured, PaymentRefused)


@api.get("/admin/disputes", needs=Permission.PAYMENTS_READ, query=DisputesQuery, response=Page[DisputedPaymentView])
def list_disputes(request: Request[None, DisputesQuery]) -> Page[DisputedPaymentView]:
    """The disputed payments: those with a dispute that is open, or those of which all are closed"""
    query = request.query
    found, following = services().payments.disputed(query.state == "open", query.limit, query.cursor)
    return Page(items=[DisputedPaymentView.of(payment) for payment in found], next_cursor=following)


@api.get("/admin/webhooks/payments", needs=Permission.WEBHOOKS_READ, query=ListQuery, response=Page[KeptWebhookView])
def list_kept_webhooks(request: Request[None, ListQuery]) -> Page[KeptWebhookView]:
    """The signed webhooks of payment providers that nobody understood, the newest first"""
    kept, following = services().webhooks.kept(request.query.limit, request.query.cursor)
    return Page(items=[KeptWebhookView.of(webhook) for webhook in kept], next_cursor=following)


@api.get("/admin/payments/{payment_id}", needs=Permission.PAYMENTS_READ, response=PaymentView)
def read_payment(_request: Request[None, None], payment_id: str) -> Reply:
    """Read a payment with its ledger and refunds"""
    return _shown(services().payments.read(payment_id))


@api.post(
    "/admin/payments/{payment_id}/refunds",
    needs=Permission.PAYMENTS_REFUND,
    body=RefundRequest,
    response=RefundView,
    status=201,
    idempotent=True,
    errors=(*OF_THE_PROVIDER, OverRefund, PreconditionFailed),
    headers=IF_MATCH,
)
def refund_payment(request: Request[RefundRequest, None], payment_id: str) -> RefundView:
    """Refund a payment, in full, in part or by order line

    A refund the provider cannot be reached for stays `requested` and is sent later. Refunding puts no goods back into
    stock unless `restock` asks for it.
    """
    wanted = request.body
    lines = wanted.refund_lines()
    payment, refund = services().refunds.request(
        payment_id,
        request.idempotency_key or "",
        wanted.money(),
        wanted.reason,
        _actor(request),
        lines,
        wanted.restock,
        wanted.shipping.money() if wanted.shipping else None,
        version_seen(request),
    )
    return RefundView.of(payment, refund)


@api.post(
    "/admin/payments/{payment_id}/refunds/{refund_id}/mark-sent", needs=Permission.PAYMENTS_REFUND, response=RefundView
)
def mark_refund_sent(request: Request[None, None], payment_id: str, refund_id: str) -> RefundView:
    """Say that a refund was sent by bank transfer"""
    payment, refund = services().refunds.mark_sent(payment_id, refund_id, _actor(request))
    return RefundView.of(payment, refund)


@api.post("/admin/payments/{payment_id}/mark-received", needs=Permission.PAYMENTS_MARK_RECEIVED, response=PaymentView)
def mark_payment_received(request: Request[None, None], payment_id: str) -> Reply:
    """Say that a bank transfer has arrived"""
    return _shown(services().payments.mark_received(payment_id, _actor(request)))


@api.post(
    "/admin/payments/{payment_id}/capture",
    needs=Permission.PAYMENTS_CAPTURE,
    body=CaptureRequest,
    response=PaymentView,
    idempotent=True,
    errors=(*OF_THE_PROVIDER, OverCapture, PreconditionFailed),
    headers=IF_MATCH,
)
def capture_payment(request: Request[CaptureRequest, None], payment_id: str) -> Reply:
    """Capture a held payment, in full or in part"""
    wanted = request.body.amount.money() if request.body.amount else None
    return _shown(services().payments.capture(payment_id, wanted, version_seen(request)))


@api.post(
    "/admin/payments/{payment_id}/void",
    needs=Permission.PAYMENTS_VOID,
    body=VoidRequest,
    response=PaymentView,
    errors=(*OF_THE_PROVIDER, PreconditionFailed),
    headers=IF_MATCH,
)
def void_payment(request: Request[VoidRequest, None], payment_id: str) -> Reply:
    """Void a payment that is not captured"""
    return _shown(services().payments.void(payment_id, request.body.reason, version_seen(request)))


def _shown(payment: Payment) -> Reply:
    """With the number of its last write as ETag: everything that changes a payment is a write of it."""
    view = PaymentView.of(payment, services().payments.ordered(payment))
    return Reply(view, etag=str(payment.revision))


def _actor(request: Request[RefundRequest, None] | Request[None, None]) -> str:
    return f"user:{request.signed_in.id}"
