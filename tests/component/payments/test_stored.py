"""Payments that were stored before are read as they were then, and written as they were."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from payments.adapters.codec import payment_record
from payments.adapters.records import PaymentRecord
from payments.adapters.store import DynamoPayments
from payments.doors.views import PaymentView
from souk.storage.journal import unpack
from tests.support import stored
from tests.support.dynamo import table

FOLDER = Path(__file__).parent / "stored"


def read(store: DynamoPayments, order_id: str) -> dict[str, Any]:
    order = store.order(order_id)
    payment = store.load(order.attempts["1"])
    return {
        "view": PaymentView.of(payment).model_dump(mode="json"),
        "revision": payment.revision,
        "published": [json.loads(text)["type"] for text in payment.published],
        "receipts": [*payment.receipts],
        "client_secret": payment.client_secret,
        "abandoned": payment.abandoned,
        "phase": payment.phase,
        "order": {
            "closed": order.closed,
            "paid_by": order.paid_by,
            "revision": order.revision,
            "lines": [[line.sku, line.quantity, line.amount] for line in order.lines],
        },
    }


@pytest.mark.parametrize("name", ["started", "refunded", "disputed", "declined"])
def test_a_stored_payment_is_what_it_was(name: str) -> None:
    kept = stored.of(FOLDER, name)
    with table("payments", service="payments") as table_name:
        kept.put(table_name)
        store = DynamoPayments()
        assert _then(read(store, name), kept.read) == kept.read
        [item] = [item for item in kept.items if item["sk"]["S"] == "PAYMENT"]
        before = PaymentRecord.fetch(item["pk"]["S"], "PAYMENT")
        assert before is not None
        check_at = datetime.fromisoformat(before.gsi1sk) if before.gsi1sk else None
        again = payment_record(store.load(kept.read["view"]["payment_id"]), check_at)
        assert unpack(again.journal) == unpack(item["journal"]["B"])
        members = ("state", "revision", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")
        assert [getattr(again, member) for member in members] == [getattr(before, member) for member in members]


def _then(now: Any, then: Any) -> Any:
    """Without the members that were added since."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: _then(value, then[name]) for name, value in now.items() if name in then}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [_then(value, before) for value, before in zip(now, then, strict=True)]
    return now
