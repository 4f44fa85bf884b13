"""Turns returns into items and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from shipping.adapters.codec import pk_of
from shipping.adapters.records import RefundedRecord, ReturnRecord
from shipping.domain.returns import (
    Condition,
    ReceivedLine,
    RefundedUnits,
    Refunding,
    Return,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnState,
    ReturnStep,
)
from souk import clock
from souk.storage.journal import pack, unpack

RETURN = "RETURN#"
REFUNDED = "REFUNDED"
EXPIRING = "RETURNS#expiring"


def return_sk(number: int) -> str:
    return f"{RETURN}{number:03}"


def returns_key(state: ReturnState) -> str:
    return f"RETURNS#{state}"


def return_record(return_: Return) -> ReturnRecord:
    expires = return_.expires_at
    return ReturnRecord(
        pk_of(return_.order_id),
        return_sk(return_.number),
        state=return_.state.value,
        version=return_.version,
        journal=pack(_members(return_), return_.published),
        gsi1pk=EXPIRING if expires else None,
        gsi1sk=f"{clock.isoformat(expires)}#{return_.id}" if expires else None,
        gsi2pk=returns_key(return_.state),
        gsi2sk=f"{clock.isoformat(return_.requested_at)}#{return_.id}",
    )


def return_of(record: ReturnRecord) -> Return:
    members, published = unpack(record.journal)
    return Return(
        order_id=str(record.pk).partition("#")[2],
        number=int(str(record.sk).removeprefix(RETURN)),
        order_number=members["order_number"],
        owner=members["owner"],
        email=members.get("email", ""),
        access_key=members.get("access_key", ""),
        kind=ReturnKind(members["kind"]),
        lines=tuple(ReturnLine(sku, units, title, ReturnReason(why)) for sku, units, title, why in members["lines"]),
        request=members["request"],
        state=ReturnState(members["state"]),
        steps=tuple(
            ReturnStep(ReturnState(state), datetime.fromisoformat(at), by, note)
            for state, at, by, note in members["steps"]
        ),
        note=members.get("note", ""),
        send_by=datetime.fromisoformat(members["send_by"]) if "send_by" in members else None,
        carrier=members.get("carrier", ""),
        tracking_code=members.get("tracking_code", ""),
        received=tuple(
            ReceivedLine(sku, units, Condition(condition), restock)
            for sku, units, condition, restock in members.get("received", ())
        ),
        refunding=Refunding(**members.get("refunding", {})),
        free=members.get("free", False),
        version=int(record.version),
        published=published,
    )


def refunded_record(order_id: str, refunded: RefundedUnits) -> RefundedRecord:
    return RefundedRecord(
        pk_of(order_id),
        REFUNDED,
        version=refunded.version + 1,
        refunds={refund: [version, dict(units)] for refund, (version, units) in refunded.refunds.items()},
    )


def refunded_of(record: RefundedRecord) -> RefundedUnits:
    refunds = {refund: (version, units) for refund, (version, units) in record.refunds.items()}
    return RefundedUnits(refunds, int(record.version))


def _members(return_: Return) -> dict[str, Any]:
    money = return_.refunding
    members = {
        "order_number": return_.order_number,
        "owner": return_.owner,
        "email": return_.email,
        "access_key": return_.access_key,
        "kind": return_.kind,
        "lines": [[line.sku, line.quantity, line.title, line.reason] for line in return_.lines],
        "request": return_.request,
        "state": return_.state,
        "steps": [[step.state, clock.isoformat(step.at), step.by, step.note] for step in return_.steps],
        "note": return_.note,
        "send_by": clock.isoformat(return_.send_by) if return_.send_by else "",
        "carrier": return_.carrier,
        "tracking_code": return_.tracking_code,
        "received": [[line.sku, line.quantity, line.condition, line.restock] for line in return_.received],
        "free": return_.free,
        "refunding": {each.name: value for each in fields(money) if (value := getattr(money, each.name))},
    }
    return {name: value for name, value in members.items() if value}
