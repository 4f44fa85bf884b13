"""How staff answer disputes, and refund orders that several payments paid."""

from __future__ import annotations

from payments.compose import services
from payments.domain.disputes.answering import DisputeAnswered, DisputeOver, DisputePastDue, version_of
from payments.domain.ledger import OverRefund
from payments.doors.dispute_views import (
    AnsweredDisputeView,
    EvidenceFileBegun,
    EvidenceLinksView,
    EvidenceLinkView,
    OrderMoneyView,
    OrderRefundView,
)
from payments.doors.router import api
from payments.doors.schemas import AnswerRequest, EvidenceFileRequest, EvidenceRequest, OrderRefundRequest
from payments.doors.staff import OF_THE_PROVIDER
from souk.errors import NotFound, PreconditionFailed, PreconditionRequired, Unavailable
from souk.http import Reply, Request
from souk.http.request import IF_MATCH, version_changed, version_seen
from souk.staff.permissions import Permission

DISPUTE = "/admin/payments/{payment_id}/disputes/{dispute_id}"
FILES = DISPUTE + "/files"
REFUNDS = "/admin/orders/{order_id}/refunds"
_REFUSED = (DisputeAnswered, DisputeOver, DisputePastDue, PreconditionFailed, PreconditionRequired)


@api.get(DISPUTE, needs=Permission.PAYMENTS_READ, response=AnsweredDisputeView)
def read_dispute(_request: Request[None, None], payment_id: str, dispute_id: str) -> Reply:
    """Read a dispute with what the bank is told"""
    return _shown(payment_id, dispute_id)


@api.patch(
    DISPUTE,
    needs=Permission.PAYMENTS_DISPUTE,
    body=EvidenceRequest,
    response=AnsweredDisputeView,
    errors=_REFUSED,
    headers=IF_MATCH,
)
def draft_evidence(request: Request[EvidenceRequest, None], payment_id: str, dispute_id: str) -> Reply:
    """Keep what is to be told to the bank as a draft"""
    evidence, by = request.body.evidence(), f"user:{request.signed_in.id}"
    services().disputes.save(payment_id, dispute_id, evidence, by, version_changed(request), request.body.named())
    return _shown(payment_id, dispute_id)


@api.post(
    DISPUTE,
    needs=Permission.PAYMENTS_DISPUTE,
    body=AnswerRequest,
    response=AnsweredDisputeView,
    idempotent=True,
    errors=_REFUSED,
    headers=IF_MATCH,
)
def answer_dispute(request: Request[AnswerRequest, None], payment_id: str, dispute_id: str) -> Reply:
    """Answer a dispute: send evidence, once, or accept it

    An answer that the provider cannot be reached for is sent later; `answer` says whether it has it.
    """
    by, key, seen = f"user:{request.signed_in.id}", request.idempotency_key or "", version_changed(request)
    disputes = services().disputes
    if request.body.answer == "accept":
        disputes.accept(payment_id, dispute_id, key, by, seen)
    else:
        evidence = request.body.checked()
        disputes.submit(payment_id, dispute_id, evidence.evidence(), key, by, seen, evidence.named())
    return _shown(payment_id, dispute_id)


@api.post(
    FILES,
    needs=Permission.PAYMENTS_DISPUTE,
    body=EvidenceFileRequest,
    response=EvidenceFileBegun,
    status=201,
    errors=(NotFound, DisputeAnswered, DisputeOver, DisputePastDue, Unavailable),
)
def begin_evidence_file(
    request: Request[EvidenceFileRequest, None], payment_id: str, dispute_id: str
) -> EvidenceFileBegun:
    """Where to send a file that is evidence: a PDF, or a picture in JPEG or PNG; or take a document of the order"""
    files, asked = services().evidence_files, request.body
    if asked.document:
        taken = files.take(payment_id, dispute_id, asked.document)
        return EvidenceFileBegun(file_id=taken, url=None, fields={})
    file_id, form = files.begin(payment_id, dispute_id, asked.media_type or "")
    return EvidenceFileBegun(file_id=file_id, url=form.url, fields=form.fields)


@api.get(FILES, needs=Permission.PAYMENTS_READ, response=EvidenceLinksView, errors=(NotFound,))
def evidence_files(_request: Request[None, None], payment_id: str, dispute_id: str) -> EvidenceLinksView:
    """The files of the evidence, by addresses that are good for five minutes"""
    links = services().evidence_files.links(payment_id, dispute_id)
    return EvidenceLinksView(items=[EvidenceLinkView(file_id=file_id, url=url) for file_id, url in links.items()])


@api.get(REFUNDS, needs=Permission.PAYMENTS_READ, response=OrderMoneyView)
def read_order_money(_request: Request[None, None], order_id: str) -> Reply:
    """Read what can be refunded of an order, over all its payments"""
    money = services().order_refunds.money(order_id)
    return Reply(OrderMoneyView.of(money), etag=str(money.version))


@api.post(
    REFUNDS,
    needs=Permission.PAYMENTS_REFUND,
    body=OrderRefundRequest,
    response=OrderRefundView,
    status=201,
    idempotent=True,
    errors=(*OF_THE_PROVIDER, OverRefund, PreconditionFailed),
    headers=IF_MATCH,
)
def refund_order(request: Request[OrderRefundRequest, None], order_id: str) -> OrderRefundView:
    """Refund an order, whichever payments paid it

    The parts are promised together or not at all. Those that a provider sends come before bank transfers, the latest
    payment first, and none gives back more than is left of it.
    """
    asked, by = request.body, f"user:{request.signed_in.id}"
    parts = services().order_refunds.request(
        order_id,
        request.idempotency_key or "",
        asked.money(),
        asked.refund_lines(),
        asked.shipping.money() if asked.shipping else None,
        asked.reason,
        by,
        asked.restock,
        version_seen(request),
        as_credit=asked.as_credit,
    )
    return OrderRefundView.of(parts)


def _shown(payment_id: str, dispute_id: str) -> Reply:
    payment, dispute, kept = services().disputes.read(payment_id, dispute_id)
    return Reply(AnsweredDisputeView.of(payment, dispute, kept), etag=str(version_of(payment, kept)))
