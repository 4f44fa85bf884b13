"""Turns returns into items and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from shipping.adapters.codec import pk_of
from shipping.adapters.records import RefundedRecord, ReturnRecord
from shipping.domain.return_labels import ReturnLabel
from shipping.domain.returns import (
    Condition,
    Exchange,
    GrantedLine,
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
UNUSED = "RETURNS#unused-labels"


def return_sk(number: int) -> str:
    return f"{RETURN}{number:03}"


def returns_key(state: ReturnState) -> str:
    return f"RETURNS#{state}"


def return_record(return_: Return) -> ReturnRecord:
    expires = return_.expires_at
    due, waits = (expires, EXPIRING) if expires else (return_.steps[-1].at, UNUSED)
    waits_for = waits if expires or return_.label_is_unused else None
    return ReturnRecord(
        pk_of(return_.order_id),
        return_sk(return_.number),
        state=return_.state.value,
        version=return_.version,
        journal=pack(_members(return_), return_.published),
        gsi1pk=waits_for,
        gsi1sk=f"{clock.isoformat(due)}#{return_.id}" if waits_for else None,
        gsi2pk=returns_key(return_.state),
        gsi2sk=f"{clock.isoformat(return_.requested_at)}#{return_.id}",
    )


def return_of(record: ReturnRecord) -> Return:
    members, published = unpack(record.journal)
    exchanges = {sku: Exchange(*wanted) for sku, *wanted in members.get("exchanges", ())}
    return Return(
        order_id=str(record.pk).partition("#")[2],
        number=int(str(record.sk).removeprefix(RETURN)),
        order_number=members["order_number"],
        owner=members["owner"],
        email=members.get("email", ""),
        access_key=members.get("access_key", ""),
        kind=ReturnKind(members["kind"]),
        lines=tuple(
            ReturnLine(sku, units, title, ReturnReason(why), next(iter(price), 0), exchanges.get(sku))
            for sku, units, title, why, *price in members["lines"]
        ),
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
        location=members.get("location", ""),
        received=tuple(
            ReceivedLine(sku, units, Condition(condition), restock)
            for sku, units, condition, restock in members.get("received", ())
        ),
        granting=tuple(GrantedLine(*line) for line in members.get("granting", ())),
        photos=tuple(members.get("photos", ())),
        refunding=Refunding(**members.get("refunding", {})),
        free=members.get("free", False),
        labelled_by=members.get("labelled_by", ""),
        label=ReturnLabel(*members["label"]) if "label" in members else None,
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
        "lines": [
            [line.sku, line.quantity, line.title, line.reason, *([line.price] if line.price else [])]
            for line in return_.lines
        ],
        "exchanges": [
            [line.sku, line.exchange.sku, line.exchange.price, line.exchange.currency, line.exchange.title]
            for line in return_.lines
            if line.exchange
        ],
        "request": return_.request,
        "state": return_.state,
        "steps": [[step.state, clock.isoformat(step.at), step.by, step.note] for step in return_.steps],
        "note": return_.note,
        "send_by": clock.isoformat(return_.send_by) if return_.send_by else "",
        "carrier": return_.carrier,
        "tracking_code": return_.tracking_code,
        "location": return_.location,
        "received": [[line.sku, line.quantity, line.condition, line.restock] for line in return_.received],
        "granting": [[line.sku, line.quantity, line.amount] for line in return_.granting],
        "photos": [*return_.photos],
        "free": return_.free,
        "labelled_by": return_.labelled_by,
        "label": return_.label and [getattr(return_.label, name) for name in ReturnLabel.__slots__],
        "refunding": {each.name: value for each in fields(money) if (value := getattr(money, each.name))},
    }
    return {name: value for name, value in members.items() if value}
