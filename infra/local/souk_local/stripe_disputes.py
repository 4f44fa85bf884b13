"""Disputes and early fraud warnings as Stripe has them, which localstripe has not.

As with Stripe's own tests (docs.stripe.com/testing#disputes), a payment with a certain card is disputed, or warned of,
once it has succeeded, and evidence whose text has a certain word wins or loses the dispute. Evidence names files, which
Stripe takes (docs.stripe.com/file-upload).
"""

import email
import time
from typing import Any

from aiohttp import web
from localstripe import server
from localstripe.errors import UserError
from localstripe.resources import Charge, Event, PaymentIntent, PaymentMethod, Refund, StripeObject, store
from localstripe.webhooks import schedule_webhook

from souk_local import stripe_lists

DISPUTED = "4000000000000259"
WARNED = "4000000000005423"
WINS, LOSES = "winning_evidence", "losing_evidence"
ANSWER_SECONDS = 7 * 24 * 3600
FEE = 1500
_WAITING = "needs_response"
_TEXT = 20_000
_FILE = 5 * 1024 * 1024
_ALL_FILES = 4_500_000
_FILES = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")
_OF_FILES = {
    "receipt",
    "shipping_documentation",
    "customer_communication",
    "service_documentation",
    "refund_policy",
    "cancellation_policy",
    "customer_signature",
    "duplicate_charge_documentation",
    "uncategorized_file",
}


class Dispute(StripeObject):  # type: ignore[misc]
    """docs.stripe.com/api/disputes/object"""

    object = "dispute"
    _id_prefix = "dp_"

    def __init__(self, intent: Any, amount: int | None = None, reason: str = "fraudulent") -> None:
        charge = intent.latest_charge
        super().__init__()
        self.amount = amount or charge.amount
        self.currency = charge.currency
        self.charge = charge.id
        self.payment_intent = intent.id
        self.reason = reason
        self.status = _WAITING
        self.is_charge_refundable = False
        self.metadata: dict[str, str] = {}
        self.evidence: dict[str, str] = {}
        self.evidence_details = {
            "due_by": self.created + ANSWER_SECONDS,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        }
        self.balance_transactions = [self._moved(-self.amount, FEE)]
        charge.disputed = True
        _settle_warnings(charge.id)
        self._tells("created", "funds_withdrawn")

    @classmethod
    def _api_update(cls, id: str, evidence: Any = None, submit: Any = True, metadata: Any = None) -> Any:  # noqa: A002
        dispute = cls._api_retrieve(id)
        if evidence is not None:
            dispute._takes(evidence, submit not in (False, "false"))
        if metadata:
            dispute._update(metadata=metadata)
        return dispute

    @classmethod
    def _api_close(cls, id: str) -> Any:  # noqa: A002
        dispute = cls._api_retrieve(id)
        if dispute.status != _WAITING:
            raise UserError(400, "This dispute is already closed")
        dispute._ends("lost")
        return dispute

    def _takes(self, evidence: Any, submit: bool) -> None:
        if self.status != _WAITING or self.evidence_details["submission_count"]:
            raise UserError(400, "This dispute takes no evidence any more")
        if time.time() >= int(self.evidence_details["due_by"]):
            raise UserError(400, "The evidence is past due")
        if not isinstance(evidence, dict) or any(len(str(text)) > _TEXT for text in evidence.values()):
            raise UserError(400, "Bad request")
        files = [File._api_retrieve(id_) for member, id_ in evidence.items() if member in _OF_FILES]
        if sum(file.size for file in files) > _ALL_FILES:
            raise UserError(400, "The evidence is too large")
        self.evidence = {**self.evidence, **evidence}
        self.evidence_details = {**self.evidence_details, "has_evidence": True}
        store.dump_to_disk()
        if submit:
            self._reviewed()

    def _reviewed(self) -> None:
        self.evidence_details = {**self.evidence_details, "submission_count": 1}
        self.status = "under_review"
        self._tells("updated")
        text = self.evidence.get("uncategorized_text", "")
        if WINS in text:
            self.balance_transactions = [*self.balance_transactions, self._moved(self.amount, -FEE)]
            self._ends("won", "funds_reinstated")
        elif LOSES in text:
            self._ends("lost")

    def _ends(self, status: str, *more: str) -> None:
        self.status = status
        self._tells("closed", *more)

    def _moved(self, amount: int, fee: int) -> dict[str, Any]:
        return {"object": "balance_transaction", "amount": amount, "fee": fee, "currency": self.currency}

    def _tells(self, *what: str) -> None:
        store.dump_to_disk()
        for each in what:
            schedule_webhook(Event(f"charge.dispute.{each}", self))


class File(StripeObject):  # type: ignore[misc]
    """docs.stripe.com/api/files/object"""

    object = "file"
    _id_prefix = "file_"

    def __init__(self, purpose: str, content: bytes, filename: str) -> None:
        if purpose != "dispute_evidence" or not content.startswith(_FILES) or len(content) > _FILE:
            raise UserError(400, "Bad request")
        super().__init__()
        self.purpose = purpose
        self.size = len(content)
        self.filename = filename


async def _create_file(request: web.Request) -> web.Response:
    """https://docs.stripe.com/file-upload: multipart, at a host of its own, which here is the same."""
    head = f"Content-Type: {request.headers.get('Content-Type', '')}\r\n\r\n".encode()
    form = email.message_from_bytes(head + await request.read())
    parts = {part.get_param("name", header="Content-Disposition"): part for part in form.walk()}
    if not {"purpose", "file"} <= parts.keys():
        raise UserError(400, "Bad request")
    purpose, content = (bytes(parts[name].get_payload(decode=True)) for name in ("purpose", "file"))
    made = File(purpose.decode(), content, parts["file"].get_filename(""))
    store.dump_to_disk()
    answer: web.Response = server.json_response(made._export())
    return answer


class EarlyFraudWarning(StripeObject):  # type: ignore[misc]
    """docs.stripe.com/api/radar/early_fraud_warnings/object"""

    object = "radar.early_fraud_warning"
    _id_prefix = "issfr_"

    def __init__(self, intent: Any, fraud_type: str = "made_with_stolen_card") -> None:
        super().__init__()
        self.actionable = True
        self.charge = intent.latest_charge.id
        self.payment_intent = intent.id
        self.fraud_type = fraud_type
        schedule_webhook(Event(f"{self.object}.created", self))

    def _is_settled(self, charge: str) -> None:
        """It was disputed, or given back: there is nothing to act on any more."""
        if self.charge == charge and self.actionable:
            self.actionable = False
            store.dump_to_disk()
            schedule_webhook(Event(f"{self.object}.updated", self))


def install() -> None:
    """Adds both to localstripe. Before the application runs."""
    _hear_of_payments()
    _leave_files_alone()
    for thing, url in ((Dispute, "/v1/disputes"), (EarlyFraudWarning, "/v1/radar/early_fraud_warnings")):
        thing._api_list_all = classmethod(_list)
        server.app.router.add_route("GET", url, server.api_list_all(thing, url))
        server.app.router.add_route("GET", url + "/{id}", server.api_retrieve(thing, url))
    server.app.router.add_route("POST", "/v1/files", _create_file)
    server.app.router.add_route("GET", "/v1/files/{id}", server.api_retrieve(File, "/v1/files"))
    server.app.router.add_route("POST", "/v1/disputes/{id}", server.api_update(Dispute, "/v1/disputes"))
    close = server.api_extra(Dispute._api_close, "/v1/disputes/{id}/close")
    server.app.router.add_route("POST", "/v1/disputes/{id}/close", close)


def _leave_files_alone() -> None:
    """What localstripe looks for in each body it would look for in a file, and break off."""
    look = server.get_post_data

    async def get_post_data(request: web.Request, remove_auth: bool = True) -> Any:
        return {} if request.content_type == "multipart/form-data" else await look(request, remove_auth)

    server.get_post_data = get_post_data


def _hear_of_payments() -> None:
    """What the shopper's bank makes of a payment that has succeeded, and a full refund of a warning."""
    succeeded, create = PaymentIntent._on_success, Refund._api_create.__func__

    def on_success(intent: Any) -> None:
        succeeded(intent)
        number = getattr(PaymentMethod._api_retrieve(intent.payment_method), "_card_number", "")
        if number == DISPUTED:
            Dispute(intent)
        if number == WARNED:
            EarlyFraudWarning(intent)

    def refund(cls: Any, /, **data: Any) -> Any:
        made = create(cls, **data)
        if Charge._api_retrieve(made.charge).refunded:
            _settle_warnings(made.charge)
        return made

    PaymentIntent._on_success = on_success
    Refund._api_create = classmethod(refund)


def _settle_warnings(charge: str) -> None:
    for key, warning in list(store.items()):
        if key.startswith(f"{EarlyFraudWarning.object}:"):
            warning._is_settled(charge)


def _list(cls: Any, /, url: str, payment_intent: str | None = None, **bounds: Any) -> Any:
    listed = stripe_lists.newest_first(cls, url, **bounds)
    if payment_intent:
        PaymentIntent._api_retrieve(payment_intent)
    listed._list = [thing for thing in listed._list if payment_intent in (None, thing.payment_intent)]
    return listed
