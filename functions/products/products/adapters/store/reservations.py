"""Reservations, and the index by which the sweeper finds those whose time is over and those that are short."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from products.adapters.store.records import ReservationRecord, SweepRecord
from products.domain.reservation import Reservation, ReservationState
from souk import clock
from souk.storage.dynamo import Transaction

SK = "RESERVATION"
# Partitions of the lapse index an hour, so that a rush of checkouts does not meet in one (1,000 writes a second each).
SHARDS = 4
# The index is eventually consistent and clocks differ: an hour is not looked at again only this long after its end.
SETTLED = timedelta(minutes=10)
# Where the paid orders stand that wait for units.
SHORT = "SHORT"


def fetch(reservation_id: str) -> Reservation | None:
    record = ReservationRecord.fetch(reservation_pk(reservation_id), SK, consistent=True)
    return reservation_of(record) if record else None


def put(transaction: Transaction, reservation: Reservation) -> None:
    """Adds a reservation's next version to a transaction."""
    record = ReservationRecord(
        reservation_pk(reservation.id),
        SK,
        state=reservation.state.value,
        lines=json.dumps(dict(reservation.lines), separators=(",", ":")),
        until=clock.isoformat(reservation.until),
        reason=reservation.reason or None,
        version=reservation.version,
        returned=json.dumps(dict(reservation.returned), separators=(",", ":")) if reservation.returned else None,
        owed=json.dumps(sorted(reservation.owed), separators=(",", ":")) if reservation.owed else None,
        asked=reservation.asked or None,
        allocated=json.dumps(reservation.allocated, separators=(",", ":")) if reservation.allocated else None,
        waits=_waits(reservation) if reservation.promised else None,
        since=clock.isoformat(reservation.since) if reservation.since else None,
    )
    if reservation.state is ReservationState.HELD:
        shard = hashlib.sha256(reservation.id.encode()).digest()[0] % SHARDS
        record.gsi1pk = _lapse_pk(_hour(reservation.until), shard)
        record.gsi1sk = f"{clock.isoformat(reservation.until)}#{reservation.id}"
    elif reservation.state is ReservationState.SHORT:
        record.gsi1pk, record.gsi1sk = SHORT, f"{clock.isoformat(clock.now())}#{reservation.id}"
    before = reservation.version - 1
    condition = ReservationRecord.version == before if before else ReservationRecord.pk.does_not_exist()
    transaction.put(record, condition, label="reservation")


def due(now: datetime, limit: int) -> Iterator[str]:
    """Ids of reservations whose hold has lapsed, hour by hour since the last complete sweep."""
    found = 0
    for hour in _hours(now):
        for shard in range(SHARDS):
            lapsed = ReservationRecord.by_lapse.query(
                _lapse_pk(hour, shard),
                ReservationRecord.gsi1sk < clock.isoformat(now) + "$",  # "$" sorts after the "#" that follows
                limit=limit - found,
            )
            for record in lapsed:
                found += 1
                yield record.pk.partition("#")[2]
            if found >= limit:
                return


def short(limit: int) -> list[Reservation]:
    """The paid orders that wait for units, the one that has waited longest first."""
    return [reservation_of(record) for record in ReservationRecord.by_lapse.query(SHORT, limit=limit)]


def swept(now: datetime) -> None:
    """Remembers that everything that lapsed before `now` is released."""
    hour = _hour(now - SETTLED)
    if hour > _swept_until(now):
        SweepRecord("SWEEP", "SWEEP", swept_until=clock.isoformat(hour)).save()


def reservation_pk(reservation_id: str) -> str:
    return f"RESERVATION#{reservation_id}"


def _lapse_pk(hour: datetime, shard: int) -> str:
    return f"LAPSES#{hour:%Y-%m-%dT%H}#{shard}"


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _hours(now: datetime) -> Iterator[datetime]:
    hour = _swept_until(now)
    while hour <= now:
        yield hour
        hour += timedelta(hours=1)


def _swept_until(now: datetime) -> datetime:
    record = SweepRecord.fetch("SWEEP", "SWEEP", consistent=True)
    if record is None or record.swept_until is None:
        return _hour(now - timedelta(days=1))
    return datetime.fromisoformat(record.swept_until).astimezone(UTC)


def _waits(reservation: Reservation) -> str:
    waits = {sku: [reservation.waiting.get(sku, 0), day] for sku, day in reservation.promised.items()}
    return json.dumps(waits, separators=(",", ":"))


def reservation_of(record: ReservationRecord) -> Reservation:
    waits = json.loads(record.waits) if record.waits else {}
    return Reservation(
        id=record.pk.partition("#")[2],
        state=ReservationState(record.state),
        lines=json.loads(record.lines),
        until=datetime.fromisoformat(record.until),
        reason=record.reason or "",
        version=int(record.version),
        returned=json.loads(record.returned) if record.returned else {},
        owed=frozenset(json.loads(record.owed)) if record.owed else frozenset(),
        asked=bool(record.asked),
        allocated=json.loads(record.allocated) if record.allocated else {},
        waiting={sku: units for sku, (units, _) in waits.items() if units},
        promised={sku: day for sku, (_, day) in waits.items()},
        since=datetime.fromisoformat(record.since) if record.since else None,
    )
