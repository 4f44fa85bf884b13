"""Turns parcels into items and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from shipping.adapters.records import BatchRecord, Part, ShipmentRecord, WebhookRecord
from shipping.domain.batch import PickBatch
from shipping.domain.consignment import (
    MAIN,
    STANDARD,
    Address,
    Consignment,
    ConsignmentLine,
    Elsewhere,
    PickupPlace,
    PickupPoint,
    Resending,
)
from shipping.domain.shipment import FormerBooking, HoldReason, ParcelHold, Queue, ReaddressingAnswer, Recall, Shipment
from shipping.domain.takeout import Takeout, TakeoutState
from shipping.domain.tracking import Booking, End, Scan, ScanStatus
from shipping.domain.work import Packed, Pick, PickShortage, ShortageReason, Work, WorkQueue
from souk import clock
from souk.money import Money
from souk.storage.journal import pack, unpack
from souk.webhooks import KeptWebhook

PREFIX = "SHIPMENT#"
WEBHOOKS, KEPT = "WEBHOOK#", "KEPT"
WEBHOOK_SECONDS = 90 * 24 * 3600
BATCH = "BATCH"
BATCH_SECONDS = 90 * 24 * 3600
# An address has these but when its person is forgotten.
_REQUIRED = ("name", "line1", "city", "postal_code")
# 4,096 places a carrier, of 8,000 characters each: one that signs nonsense for ever fills no table.
SLOT_DIGITS = 3


def pk_of(order_id: str) -> str:
    return f"ORDER#{order_id}"


def sk_of(parcel: int) -> str:
    return f"{PREFIX}{parcel:03}"


def batch_pk(batch_id: str) -> str:
    return f"BATCH#{batch_id}"


def queue_key(queue: Queue | WorkQueue) -> str:
    return f"QUEUE#{queue}"


def id_of(part: Part) -> str:
    return str(part.gsi1sk).partition("#")[2]


def batches_key(*, closed: bool) -> str:
    return f"BATCHES#{'closed' if closed else 'open'}"


def shipment_record(shipment: Shipment) -> ShipmentRecord:
    queue, work = shipment.queue, shipment.work_queue
    return ShipmentRecord(
        pk_of(shipment.consignment.order_id),
        sk_of(shipment.consignment.parcel),
        state=shipment.state.value,
        version=shipment.version,
        journal=pack(_members(shipment), shipment.published),
        gsi1pk=queue_key(queue) if queue else None,
        gsi1sk=f"{clock.isoformat(shipment.due_at)}#{shipment.id}" if queue else None,
        gsi2pk=queue_key(work) if work else None,
        gsi2sk=f"{clock.isoformat(shipment.consignment.created_at)}#{shipment.id}" if work else None,
    )


def batch_record(batch: PickBatch) -> BatchRecord:
    return BatchRecord(
        batch_pk(batch.id),
        BATCH,
        version=batch.version,
        created_at=batch.created_at,
        created_by=batch.created_by,
        assignee=batch.assignee,
        shipment_ids=[*batch.shipment_ids],
        size=batch.size,
        wish=batch.wish,
        formed=batch.formed,
        closed_at=batch.closed_at,
        expires_at=int(batch.closed_at.timestamp()) + BATCH_SECONDS if batch.closed_at else None,
        gsi2pk=batches_key(closed=batch.closed_at is not None),
        gsi2sk=f"{clock.isoformat(batch.created_at)}#{batch.id}",
    )


def batch_of(record: BatchRecord) -> PickBatch:
    return PickBatch(
        id=str(record.pk).partition("#")[2],
        created_at=record.created_at,
        created_by=record.created_by,
        assignee=record.assignee,
        shipment_ids=tuple(str(shipment_id) for shipment_id in record.shipment_ids),
        wish=record.wish,
        size=int(record.size),
        version=int(record.version),
        formed=record.formed,
        closed_at=record.closed_at,
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
            free=members.get("free", False),
            rate=members.get("rate", ""),
            location=members.get("location", MAIN),
            awaits=tuple(members.get("awaits", ())),
            again=Resending(*members["again"]) if "again" in members else None,
            pickup=PickupPlace(**members["pickup"]) if "pickup" in members else None,
            elsewhere=tuple(Elsewhere(*each) for each in members.get("elsewhere", ())),
            code=members.get("code", ""),
            point=PickupPoint(**members["point"]) if "point" in members else None,
            currency=members.get("currency", ""),
        ),
        carrier=members["carrier"],
        version=int(record.version),
        booking=_booking_of(members.get("booking", ())),
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
        work=_work_of(members["work"]) if "work" in members else None,
        former=tuple(FormerBooking(*former) for former in members.get("former", ())),
        end=_end_of(members["end"]) if "end" in members else None,
        takeouts=tuple(
            Takeout(
                number, tuple((sku, units) for sku, units in lines), weight, TakeoutState(state), refusal, reference
            )
            for number, lines, weight, state, refusal, reference in members.get("takeouts", ())
        ),
        reminded_at=_moment(members.get("reminded_at")),
        holds=holds_of(members.get("holds", ())),
        published=published,
    )


def _members(shipment: Shipment) -> dict[str, Any]:
    consignment = shipment.consignment
    members = {
        "order_number": consignment.order_number,
        "owner": consignment.owner,
        "email": consignment.email,
        "access_key": consignment.access_key,
        "lines": [_line(line) for line in consignment.lines],
        "address": {name: text for name in Address.__slots__ if (text := getattr(consignment.address, name))},
        "weight_grams": consignment.weight_grams,
        "created_at": clock.isoformat(consignment.created_at),
        "correlation_id": consignment.correlation_id,
        "carrier": shipment.carrier,
        "booking": _booking(shipment.booking),
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
        "free": consignment.free,
        "rate": consignment.rate,
        "awaits": [*consignment.awaits],
        "location": consignment.location if consignment.location != MAIN else "",
        "again": consignment.again and [consignment.again.of, consignment.again.hold],
        "pickup": consignment.pickup and asdict(consignment.pickup),
        "point": consignment.point and asdict(consignment.point),
        "currency": consignment.currency,
        "elsewhere": [[each.location, each.sku, each.quantity] for each in consignment.elsewhere],
        "code": consignment.code,
        "reminded_at": _text(shipment.reminded_at),
        "holds": hold_rows(shipment.holds),
        "readdressing": [shipment.readdressing.number, shipment.readdressing.refusal]
        if shipment.readdressing
        else None,
        "former": [[former.carrier, former.reference] for former in shipment.former],
        "end": shipment.end and _end(shipment.end),
        "takeouts": [
            [wish.number, [[*line] for line in wish.lines], wish.weight_grams, wish.state, wish.refusal, wish.released]
            for wish in shipment.takeouts
        ],
    }
    kept = {name: value for name, value in members.items() if value or name == "weight_grams"}
    # An empty one says that the parcel is to be picked.
    return kept | ({"work": _work(shipment.work)} if shipment.work else {})


def hold_rows(holds: Sequence[ParcelHold]) -> list[list[str]]:
    return [
        [hold.reason.value, hold.reference, hold.payment_id, clock.isoformat(hold.at), hold.released_by]
        for hold in holds
    ]


def holds_of(rows: Sequence[Sequence[str]]) -> tuple[ParcelHold, ...]:
    return tuple(
        ParcelHold(HoldReason(reason), reference, payment_id, datetime.fromisoformat(at), *released)
        for reason, reference, payment_id, at, *released in rows
    )


def _booking(booking: Booking) -> list[Any]:
    members = [booking.carrier_reference, booking.tracking_code, booking.tracking_url, booking.label_url]
    if booking.service or booking.cost:
        members.append(booking.service)
    return members + ([booking.cost.amount, booking.cost.currency] if booking.cost else [])


def _booking_of(members: Sequence[Any]) -> Booking:
    cost = (Money(members[5], members[6]),) if len(members) > 5 else ()
    return Booking(*members[:5], *cost)


def _end(end: End) -> list[Any]:
    members = [clock.isoformat(end.at), end.by, end.trouble.value, end.outcome, end.return_id]
    return [*members, end.why] if end.why else members


def _end_of(members: list[Any]) -> End:
    at, by, trouble, *more = members
    return End(datetime.fromisoformat(at), by, ScanStatus(trouble), *more)


def _line(line: ConsignmentLine) -> list[Any]:
    members = [line.sku, line.quantity, line.title, line.options, line.exclusion, line.price]
    while not members[-1]:
        members.pop()
    return members


def _work(work: Work) -> dict[str, Any]:
    packing = work.packing
    members = {
        "counted": dict(work.counted),
        "recent": [[pick.id, pick.sku, pick.units] for pick in work.recent],
        "short": [
            [s.sku, s.units, s.reason.value, s.note, clock.isoformat(s.reported_at), s.by, s.accepted]
            for s in work.shortages
        ],
        "packed": packing
        and [
            clock.isoformat(packing.packed_at),
            packing.by,
            packing.weight_grams,
            packing.length_mm,
            packing.width_mm,
            packing.height_mm,
            packing.box,
        ],
        "batch": work.batch,
        "relabel": work.relabel,
    }
    return {name: value for name, value in members.items() if value}


def _work_of(members: dict[str, Any]) -> Work:
    packed = members.get("packed")
    return Work(
        counted=members.get("counted", {}),
        recent=tuple(Pick(*pick) for pick in members.get("recent", ())),
        shortages=tuple(
            PickShortage(sku, units, ShortageReason(reason), note, datetime.fromisoformat(at), by, accepted)
            for sku, units, reason, note, at, by, accepted in members.get("short", ())
        ),
        packing=Packed(datetime.fromisoformat(packed[0]), *packed[1:]) if packed else None,
        batch=members.get("batch", ""),
        relabel=members.get("relabel", False),
    )


def _text(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
