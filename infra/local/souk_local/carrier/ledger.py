"""What the carrier knows: shipments, the events they go through, and which of those were delivered."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

JOURNEY = ("picked_up", "in_transit", "out_for_delivery", "delivered")
LOST_JOURNEY = ("picked_up", "in_transit", "lost")
POINT_JOURNEY = ("picked_up", "in_transit", "ready", "delivered")
LEFT_JOURNEY = ("picked_up", "in_transit", "ready", "uncollected", "returned")
PLACES = {
    "picked_up": ("Souk warehouse", "The parcel was handed over to the carrier."),
    "in_transit": ("Sorting centre", "The parcel is on its way."),
    "out_for_delivery": ("Local depot", "The parcel is out for delivery."),
    "delivered": ("At the door", "The parcel was delivered."),
    "ready": ("At the pick-up point", "The parcel is ready to be collected."),
    "uncollected": ("At the pick-up point", "Nobody came for the parcel."),
    "returned": ("Sorting centre", "The parcel is on its way back."),
    "lost": ("Sorting centre", "The parcel is lost."),
}
SCHEMA = """
create table if not exists shipments (
    carrier_reference text primary key, idempotency_key text unique not null, request text not null,
    tracking_code text not null, status text not null, step integer not null, next_at real);
create table if not exists events (
    event_id text primary key, carrier_reference text not null, url text not null, body text not null,
    attempts integer not null default 0, next_at real, number integer not null);
"""


@dataclass(frozen=True)
class Shipment:
    """A booked shipment; `request` is what the shop sent."""

    carrier_reference: str
    request: dict[str, Any]
    tracking_code: str
    status: str


@dataclass(frozen=True)
class Delivery:
    """A webhook that is due."""

    event_id: str
    url: str
    body: bytes
    attempts: int


class IdempotencyConflictError(Exception):
    """The key was used before for another request."""


class Ledger:
    """Kept in SQLite, so that a restart goes on where it was. Times are seconds since the epoch."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        self._db.close()

    def book(self, idempotency_key: str, request: dict[str, Any], first_scan_at: float | None) -> Shipment:
        """Books once per key; without a first scan it does not move by itself. Raises IdempotencyConflictError when the
        key came with another request.
        """
        text = json.dumps(request, sort_keys=True)
        found = self._db.execute("select * from shipments where idempotency_key = ?", (idempotency_key,)).fetchone()
        if found is not None:
            if found["request"] != text:
                raise IdempotencyConflictError
            return _shipment(found)
        reference = f"SBX-{uuid4().hex[:12].upper()}"
        code = f"SB{uuid4().int % 10**10:010d}"
        self._db.execute(
            "insert into shipments values (?, ?, ?, ?, 'label_created', 0, ?)",
            (reference, idempotency_key, text, code, first_scan_at),
        )
        return Shipment(reference, request, code, "label_created")

    def find(self, carrier_reference: str) -> Shipment | None:
        row = self._db.execute("select * from shipments where carrier_reference = ?", (carrier_reference,)).fetchone()
        return None if row is None else _shipment(row)

    def events(self, carrier_reference: str) -> list[dict[str, Any]]:
        """What was scanned of it, oldest first, each as its webhook."""
        rows = self._db.execute(
            "select body from events where carrier_reference = ? order by number", (carrier_reference,)
        )
        return [json.loads(row["body"]) for row in rows]

    def cancel(self, carrier_reference: str) -> bool:
        """Cancels before the parcel is picked up; answers whether it is cancelled now."""
        self._db.execute(
            "update shipments set status = 'cancelled', next_at = null"
            " where carrier_reference = ? and status in ('label_created', 'cancelled')",
            (carrier_reference,),
        )
        found = self.find(carrier_reference)
        return found is not None and found.status == "cancelled"

    def advance(self, now: float, step_seconds: float, occurred_at: str) -> None:
        """Moves every shipment whose time has come by one scan, and queues its webhook."""
        due = self._db.execute("select * from shipments where next_at is not null and next_at <= ?", (now,)).fetchall()
        for row in due:
            self._scan(row, now, step_seconds, occurred_at)

    def due(self, now: float) -> list[Delivery]:
        """The webhooks to send now: of each shipment only the earliest that was not delivered yet."""
        rows = self._db.execute(
            "select event_id, url, body, attempts, min(number) from events where next_at is not null"
            " group by carrier_reference having next_at <= ?",
            (now,),
        ).fetchall()
        return [Delivery(row["event_id"], row["url"], row["body"].encode(), row["attempts"]) for row in rows]

    def delivered(self, event_id: str) -> None:
        self._db.execute("update events set next_at = null where event_id = ?", (event_id,))

    def failed(self, event_id: str, next_at: float | None) -> None:
        """Counts an attempt; without a next time the event is given up."""
        self._db.execute(
            "update events set attempts = attempts + 1, next_at = ? where event_id = ?", (next_at, event_id)
        )

    def _scan(self, row: sqlite3.Row, now: float, step_seconds: float, occurred_at: str) -> None:
        shipment = _shipment(row)
        journey = _journey(shipment.request)
        status = journey[row["step"]]
        place, description = PLACES[status]
        step = row["step"] + 1
        event = {
            "event_id": f"evt_{uuid4().hex}",
            "carrier_reference": shipment.carrier_reference,
            "reference": shipment.request["reference"],
            "tracking_code": shipment.tracking_code,
            "status": status,
            "occurred_at": occurred_at,
            "location": place,
            "description": description,
        }
        next_at = now + step_seconds if step < len(journey) else None
        self._db.execute("begin immediate")
        self._db.execute(
            "update shipments set status = ?, step = ?, next_at = ? where carrier_reference = ?",
            (status, step, next_at, shipment.carrier_reference),
        )
        self._db.execute(
            "insert into events (event_id, carrier_reference, url, body, next_at, number) values (?, ?, ?, ?, ?, ?)",
            (
                event["event_id"],
                shipment.carrier_reference,
                shipment.request["callback_url"],
                json.dumps(event),
                now,
                step,
            ),
        )
        self._db.execute("commit")


def _shipment(row: sqlite3.Row) -> Shipment:
    return Shipment(row["carrier_reference"], json.loads(row["request"]), row["tracking_code"], row["status"])


def _journey(request: dict[str, Any]) -> tuple[str, ...]:
    """An address with LOST in it asks for an unhappy one, and one with NOBODY in it for a parcel that nobody collects
    at its pick-up point.
    """
    said = " ".join(str(value) for value in (request.get("address") or {}).values())
    if "LOST" in said:
        return LOST_JOURNEY
    if not request.get("pickup_point"):
        return JOURNEY
    return LEFT_JOURNEY if "NOBODY" in said else POINT_JOURNEY
