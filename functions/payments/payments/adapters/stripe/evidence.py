"""What staff say of a dispute, as Stripe takes it (docs.stripe.com/api/disputes/update): its members for texts, and
those for files, which are called as we call them.

Stripe takes invoices and correspondence as files only, and the day of a delivery not at all; as texts they stand with
the explanation, under headings.
"""

from __future__ import annotations

from collections.abc import Mapping

from payments.domain.disputes.evidence import Evidence, FileKind

_MEMBERS = {
    "customer_name": "customer_name",
    "customer_email": "customer_email_address",
    "billing_address": "billing_address",
    "shipping_address": "shipping_address",
    "carrier": "shipping_carrier",
    "tracking_numbers": "shipping_tracking_number",
    "shipped_on": "shipping_date",
    "product": "product_description",
    "refund_policy": "refund_policy_disclosure",
}
_HEADINGS = {
    "delivered_on": "Delivered on",
    "invoice": "Invoice",
    "correspondence": "Correspondence with the customer",
}


def evidence_params(evidence: Evidence, files: Mapping[FileKind, str]) -> dict[str, str]:
    """`files`: Stripe's ids of them."""
    said = evidence.said
    params = {name: said[member] for member, name in _MEMBERS.items() if member in said}
    params |= {kind.value: file_id for kind, file_id in files.items()}
    rest = [evidence.explanation, *_headed(said)]
    text = "\n\n".join(part for part in rest if part)
    return {**params, "uncategorized_text": text} if text else params


def _headed(said: Mapping[str, str]) -> list[str]:
    return [f"{heading}:\n{said[member]}" for member, heading in _HEADINGS.items() if member in said]
