"""Turns parcels into items and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shipping.adapters.records import Part, ShipmentRecord, WebhookRecord
from shipping.domain.consignment import STANDARD, Address, Consignment, ConsignmentLine
from shipping.domain.shipment import Queue, ReaddressingAnswer, Recall, Shipment
from shipping.domain.tracking import Booking, Scan, ScanStatus
from souk import clock
from souk.storage.journal import pack, unpack
from souk.webhooks import KeptWebhook

PREFIX = "SHIPMENT#"
WEBHOOKS, KEPT = "WEBHOOK#", "KEPT"
WEBHOOK_SECONDS = 90 * 24 * 3600
# An address has these but when its person is forgotten.
_REQUIRED = ("name", "line1", "city", "postal_code")
# 4,096 places a carrier, of 8,000 characters each: one that signs nonsense for ever fills no table.
SLOT_DIGITS = 3


def pk_of(order_id: str) -> str:
    return f"ORDER#{order_id}"


def sk_of(parcel: int) -> str:
    return f"{PREFIX}{parcel:03}"


def queue_key(queue: Queue) -> str:
    return f"QUEUE#{queue}"


def id_of(part: Part) -> str:
    return str(part.gsi1sk).partition("#")[2]


def shipment_record(shipment: Shipment) -> ShipmentRecord:
    queue = shipment.queue
    return ShipmentRecord(
        pk_of(shipment.consignment.order_id),
        sk_of(shipment.consignment.parcel),
        state=shipment.state.value,
        version=shipment.version,
        journal=pack(_members(shipment), shipment.published),
        gsi1pk=queue_key(queue) if queue else None,
        gsi1sk=f"{clock.isoformat(shipment.due_at)}#{shipment.id}" if queue else None,
    )


def webhook_record(webhook: KeptWebhook, webhook_id: str) -> WebhookRecord:
    return WebhookRecord(
        f"{WEBHOOKS}{webhook.partner}",
        f"KEPT#{webhook_id[:SLOT_DIGITS]}",
        type=webhook.type,
        outcome=webhook.outcome,
        received_at=webhook.received_at,
        body=webhook.body,
        expires_at=clock.epoch() + WEBHOOK_SECONDS,
        gsi1pk=KEPT,
        gsi1sk=f"{clock.isoformat(webhook.received_at)}#{webhook_id}",
    )


def webhook_of(record: WebhookRecord) -> KeptWebhook:
    return KeptWebhook(
        partner=str(record.pk).removeprefix(WEBHOOKS),
        received_at=record.received_at,
        type=record.type,
        outcome=record.outcome,
        body=record.body,
    )


def shipment_of(record: ShipmentRecord) -> Shipment:
    members, published = unpack(record.journal)
    return Shipment(
        consignment=Consignment(
            order_id=str(record.pk).partition("#")[2],
            order_number=members["order_number"],
            owner=members["owner"],
            email=members.get("email", ""),
            access_key=members.get("access_key", ""),
            lines=tuple(ConsignmentLine(*line) for line in members["lines"]),
            address=Address(**{**dict.fromkeys(_REQUIRED, ""), **members["address"]}),
            weight_grams=members["weight_grams"],
            created_at=datetime.fromisoformat(members["created_at"]),
            parcel=int(str(record.sk).removeprefix(PREFIX)),
            correlation_id=members.get("correlation_id", ""),
            service=members.get("service", STANDARD),
            revision=members.get("revision", 0),
        ),
        carrier=members["carrier"],
        version=int(record.version),
        booking=Booking(*members.get("booking", ())),
        scans=tuple(
            Scan(event_id, ScanStatus(status), datetime.fromisoformat(at), location, description, by)
            for event_id, status, at, location, description, by in members.get("scans", ())
        ),
        cancelled_at=_moment(members.get("cancelled_at")),
        refusal=members.get("refusal", ""),
        attempts=members.get("attempts", 0),
        next_attempt_at=_moment(members.get("next_attempt_at")),
        unwanted=members.get("unwanted", False),
        recall=Recall(members["recall"]) if "recall" in members else None,
        booked_at=_moment(members.get("booked_at")),
        look_at=_moment(members.get("look_at")),
        silent_since=_moment(members.get("silent_since")),
        readdressing=ReaddressingAnswer(*members["readdressing"]) if "readdressing" in members else None,
        published=published,
    )


def _members(shipment: Shipment) -> dict[str, Any]:
    consignment, booking = shipment.consignment, shipment.booking
    members = {
        "order_number": consignment.order_number,
        "owner": consignment.owner,
        "email": consignment.email,
        "access_key": consignment.access_key,
        "lines": [[line.sku, line.quantity, line.title] for line in consignment.lines],
        "address": {name: text for name in Address.__slots__ if (text := getattr(consignment.address, name))},
        "weight_grams": consignment.weight_grams,
        "created_at": clock.isoformat(consignment.created_at),
        "correlation_id": consignment.correlation_id,
        "carrier": shipment.carrier,
        "booking": [booking.carrier_reference, booking.tracking_code, booking.tracking_url, booking.label_url],
        "scans": [
            [s.event_id, s.status.value, clock.isoformat(s.occurred_at), s.location, s.description, s.by]
            for s in shipment.scans
        ],
        "cancelled_at": _text(shipment.cancelled_at),
        "refusal": shipment.refusal,
        "attempts": shipment.attempts,
        "next_attempt_at": _text(shipment.next_attempt_at),
        "unwanted": shipment.unwanted,
        "recall": shipment.recall,
        "service": consignment.service if consignment.service != STANDARD else "",
        "booked_at": _text(shipment.booked_at),
        "look_at": _text(shipment.look_at),
        "silent_since": _text(shipment.silent_since),
        "revision": consignment.revision,
        "readdressing": [shipment.readdressing.number, shipment.readdressing.refusal]
        if shipment.readdressing
        else None,
    }
    return {name: value for name, value in members.items() if value or name == "weight_grams"}


def _text(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
