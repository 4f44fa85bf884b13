"""Reads Stripe's objects into the port's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from payments.adapters.stripe.amounts import from_stripe
from payments.adapters.stripe.client import decline_code_of
from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from payments.domain.warning import ProviderWarning
from souk.money import Money

_STATUSES = {
    "requires_payment_method": ProviderStatus.OPEN,
    "requires_confirmation": ProviderStatus.OPEN,
    "processing": ProviderStatus.OPEN,
    "requires_action": ProviderStatus.REQUIRES_ACTION,
    "requires_capture": ProviderStatus.HELD,
    "succeeded": ProviderStatus.CAPTURED,
    "canceled": ProviderStatus.CANCELLED,
}
_REFUND_STATUSES = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}


# What reading an object of a shape that nobody foresaw raises.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)
_ID = re.compile(r"[a-z]{2,20}_\w{1,200}")
WARNING = "radar.early_fraud_warning"
_OF_PAYMENTS = ("charge", "refund", "dispute", WARNING)
_REASON = re.compile(r"[a-z_]{1,60}")


def reference_of(thing: Mapping[str, Any]) -> str:
    """The PaymentIntent that an object is about: itself, or the one its charge, refund or dispute belongs to.

    Members may be ids or the objects themselves ("expanded"). When only the charge is named, its id, and of an object
    that names neither, its own: see `StripeProvider.fetch`. Empty for anything else.
    """
    if thing.get("object") == "payment_intent":
        return id_of(thing)
    charge = thing.get("charge")
    within = (id_of(charge.get("payment_intent")) if isinstance(charge, Mapping) else "") or id_of(charge)
    itself = id_of(thing) if thing.get("object") in _OF_PAYMENTS else ""
    return id_of(thing.get("payment_intent")) or within or itself


def id_of(member: Any) -> str:
    """The id of a member, expanded or not; empty for what is none."""
    text = member.get("id") if isinstance(member, Mapping) else member
    return text if isinstance(text, str) and _ID.fullmatch(text) else ""


def dispute_of(dispute: Mapping[str, Any], as_of: datetime | None, happened: str = "") -> ProviderDispute:
    """A Dispute as it was at `as_of`, for an event of the type charge.dispute.<happened>.

    The balance transactions say what has moved, in the currency the shop is paid out in; where that is not the
    dispute's, all of it is taken to have moved. Raises UNREADABLE.
    """
    amount = from_stripe(_whole(dispute["amount"]), dispute["currency"])
    known = dispute.get("status") or DisputeStatus.NEEDS_RESPONSE
    # A status that comes one day stands for a dispute under way: nothing is refunded meanwhile.
    status = DisputeStatus(known) if known in list(DisputeStatus) else DisputeStatus.UNDER_REVIEW
    entries = [entry for entry in dispute.get("balance_transactions") or () if isinstance(entry, Mapping)]
    withdrawn = _moved([entry for entry in entries if entry["amount"] < 0], amount)
    reinstated = min(_moved([entry for entry in entries if entry["amount"] > 0], amount), withdrawn)
    if happened == "funds_reinstated":
        reinstated = reinstated or amount.amount
    if happened == "funds_withdrawn" or reinstated:
        withdrawn = max(withdrawn, reinstated) or amount.amount
    refundable, intent = dispute.get("is_charge_refundable"), dispute.get("payment_intent")
    details = dispute.get("evidence_details") or {}
    due_by, submissions = details.get("due_by"), details.get("submission_count")  # due 0: the bank takes no evidence
    return ProviderDispute(
        reference=id_of(dispute) or _missing("id"),
        payment=reference_of({**dispute, "object": "dispute"}),
        amount=amount,
        status=status,
        reason=_word(dispute.get("reason")),
        as_of=as_of,
        due_by=datetime.fromtimestamp(due_by, UTC) if due_by else None,
        withdrawn=withdrawn,
        reinstated=reinstated,
        refundable=refundable if isinstance(refundable, bool) else status.inquiry,
        fee=_fee(entries),
        payment_id=_ours(intent),
        submissions=submissions if type(submissions) is int else 0,
        late=details.get("past_due") is True,
    )


def warning_of(warning: Mapping[str, Any]) -> ProviderWarning:
    """An early fraud warning (docs.stripe.com/api/radar/early_fraud_warnings/object). Raises UNREADABLE."""
    return ProviderWarning(
        reference=id_of(warning) or _missing("id"),
        payment=reference_of({**warning, "object": WARNING}),
        kind=_word(warning.get("fraud_type")),
        actionable=warning["actionable"] is True,
        payment_id=_ours(warning.get("payment_intent")),
    )


def _ours(intent: Any) -> str | None:
    """Our id of a payment whose intent is expanded."""
    return (intent.get("metadata") or {}).get("payment_id", "") if isinstance(intent, Mapping) else None


def _moved(entries: list[Mapping[str, Any]], amount: Money) -> int:
    if any(entry.get("currency", "").upper() != amount.currency for entry in entries):
        return amount.amount
    return sum(from_stripe(_whole(abs(entry["amount"])), entry["currency"]).amount for entry in entries)


def _fee(entries: list[Mapping[str, Any]]) -> Money | None:
    fees = [from_stripe(entry["fee"], entry["currency"]) for entry in entries if entry.get("fee")]
    return Money.total(fees, fees[0].currency) if fees else None


def _whole(amount: Any) -> int:
    if type(amount) is not int or not 0 < amount < 10**15:
        raise ValueError("an amount is a whole number above zero")
    return amount


def _word(reason: Any) -> str:
    return reason if isinstance(reason, str) and _REASON.fullmatch(reason) else ""


def _missing(member: str) -> str:
    raise KeyError(member)


def payment_of(intent: Mapping[str, Any], disputes: Sequence[ProviderDispute] = ()) -> ProviderPayment:
    """A PaymentIntent, with latest_charge.refunds expanded where money has moved, and the disputes of it.

    Raises UNREADABLE, for instance for a status this API version does not have.
    """
    currency = intent["currency"]
    amount = from_stripe(intent["amount"], currency)
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    status = _STATUSES[intent["status"]]
    error = (intent.get("last_payment_error") or {}) if status is ProviderStatus.OPEN else {}
    metadata = intent.get("metadata") or {}
    all_refunds = (charge.get("refunds") or {}).get("data") or []
    # A refund that belongs to the charge alone is what a partial capture let go, not money paid back.
    refunds = [refund for refund in all_refunds if refund.get("payment_intent")]
    return ProviderPayment(
        reference=intent["id"],
        status=ProviderStatus.DECLINED if error else status,
        amount=amount,
        authorised=amount.amount if status in (ProviderStatus.HELD, ProviderStatus.CAPTURED) else 0,
        captured=_captured(intent, all_refunds, currency) if status is ProviderStatus.CAPTURED else 0,
        refunds=tuple(refund_of(refund, currency) for refund in refunds),
        disputes=tuple(disputes),
        charge=charge.get("id", ""),
        failure=error.get("message") or "",
        decline_code=decline_code_of(error.get("decline_code") or error.get("code") or "") if error else "",
        payment_id=metadata.get("payment_id", ""),
        order_id=metadata.get("order_id", ""),
        attempt=metadata.get("attempt", ""),
        correlation_id=metadata.get("correlation_id", ""),
        opened_at=datetime.fromtimestamp(intent["created"], UTC),
        client_secret=intent.get("client_secret") or "",
        on_shipment="on_shipment" in metadata,
        held_until=_held_until(charge) if status is ProviderStatus.HELD else None,
    )


def _held_until(charge: Mapping[str, Any]) -> datetime | None:
    """When the card's authorisation ends (docs.stripe.com/payments/place-a-hold-on-a-payment-method)."""
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    ends = card.get("capture_before")
    return datetime.fromtimestamp(ends, UTC) if type(ends) is int and ends > 0 else None


def refund_of(refund: Mapping[str, Any], currency: str) -> ProviderRefund:
    return ProviderRefund(
        reference=refund["id"],
        amount=from_stripe(refund["amount"], currency).amount,
        status=_REFUND_STATUSES.get(refund.get("status") or "", "pending"),
        refund_id=(refund.get("metadata") or {}).get("refund_id", ""),
        failure=refund.get("failure_reason") or "",
    )


def _captured(intent: Mapping[str, Any], refunds: list[Mapping[str, Any]], currency: str) -> int:
    received = intent.get("amount_received")
    if received is None:
        received = intent["amount"] - sum(r["amount"] for r in refunds if not r.get("payment_intent"))
    return from_stripe(received, currency).amount
