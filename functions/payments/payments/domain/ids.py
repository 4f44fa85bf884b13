"""Ids that follow from what they stand for: the same thing asked for again has the same id, whoever asks and when."""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.UUID("5f3c1f0e-6f0a-4d0b-9a55-2f4b1c9d7e10")


def payment_id_of(order_id: str, attempt: str) -> str:
    """The id of the payment for this attempt."""
    return str(uuid.uuid5(_NAMESPACE, f"{order_id}/{attempt}"))


def refund_id_of(payment_id: str, key: str) -> str:
    """The id of the refund asked for under an idempotency key."""
    return str(uuid.uuid5(_NAMESPACE, f"{payment_id}/refund/{key}"))


def arrival_id_of(reference: str, key: str) -> str:
    """The id of a transfer that staff have seen for this reference, asked for under an idempotency key."""
    return f"hand-{uuid.uuid5(_NAMESPACE, f'{reference}/received/{key}')}"


def answer_id_of(payment_id: str, dispute: str, key: str) -> str:
    """The id of the answer to a dispute that was given under an idempotency key."""
    return str(uuid.uuid5(_NAMESPACE, f"{payment_id}/dispute/{dispute}/{key}"))
