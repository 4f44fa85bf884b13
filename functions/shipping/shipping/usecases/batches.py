"""Batches: parcels that one person picks, packs and ships in one go.

A parcel's own work says in which batch it is, so it is in one at most however many people choose it at once: taking it
is a conditional write of the parcel. The batch's item names those chosen for it first, so that a maker who is killed
leaves nothing that nobody finds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shipping.domain import batch as batches
from shipping.domain import fulfilment
from shipping.domain.batch import MAX_CHOSEN, PickBatch
from shipping.domain.shipment import Shipment
from shipping.domain.tracking import Booking, Scan, ShipmentState
from shipping.domain.work import Pick, WorkQueue
from shipping.usecases import changes
from shipping.usecases.ports import EVERY, Batches, Chosen, Shipments
from shipping.usecases.shipments import handing_over
from souk import clock
from souk.errors import Conflict, IdempotencyKeyReused, NotFound, PreconditionFailed, SoukError, Unavailable
from souk.staff.changes import note
from souk.storage.versioned import Stale, until_fresh

# Whoever takes from the queue at the same time takes the same; then the next ones are tried, so often.
_ROUNDS = 4
# A page of the queue. Of what is chosen from it, several are looked through (`ports.Shipments.waiting`).
_LOOKED_AT = 100
# The gateway waits 29 s. What is left is told, and done by the next call.
_SECONDS = 20.0


class NothingToPick(Conflict):
    """`detail["refused"]`: why each of the chosen could not be had."""

    code, title = "nothing_to_pick", "There is nothing to make a batch of"


@dataclass(frozen=True, slots=True)
class BatchWish:
    """The parcels `chosen` by id, or the `size` oldest that wait to be picked `among` all."""

    assignee: str
    size: int = 0
    chosen: tuple[str, ...] = ()
    among: Chosen = EVERY

    @property
    def digest(self) -> str:
        """Tells two wishes apart."""
        return hashlib.sha256(repr((self.assignee, self.size, self.chosen, self.among)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Refusal:
    shipment_id: str
    error: SoukError


@dataclass(frozen=True, slots=True)
class BatchContents:
    """A batch with the parcels that are in it, and those that could not be had when it was made."""

    batch: PickBatch
    parcels: Sequence[Shipment]
    refused: Sequence[Refusal] = ()


@dataclass(frozen=True, slots=True)
class ScanCounted:
    """What a scan was counted for: units by parcel."""

    sku: str
    units: Mapping[str, int]
    held: BatchContents


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a parcel when its batch was dispatched: `error` says why it stays. `known`: it had left before."""

    shipment: Shipment
    known: bool = False
    error: SoukError | None = None


@dataclass(frozen=True, slots=True)
class Dispatched:
    """`done`: all that could be handed over was; else the time was up, and the next call goes on."""

    batch: PickBatch
    parcels: Sequence[Handed]
    done: bool


class Batching:
    def __init__(self, shipments: Shipments, batches: Batches) -> None:
        self._shipments = shipments
        self._batches = batches

    # making

    def make(self, batch_id: str, wish: BatchWish, staff_id: str) -> BatchContents:
        """Makes a batch under this id, or goes on with one that an earlier try has begun.

        Raises NothingToPick, IdempotencyKeyReused.
        """
        batch = self._batches.find(batch_id) or self._begun(batch_id, wish, staff_id)
        if batch.wish != wish.digest:
            raise IdempotencyKeyReused("this Idempotency-Key was used for another batch; use a new key")
        refused: list[Refusal] = []
        if not batch.formed:
            batch, refused = self._form(batch, wish)
        held = self._held(batch, refused)
        if not batch.size:
            told = [{"shipment_id": each.shipment_id, "code": each.error.code} for each in refused]
            raise NothingToPick("nothing of it can be picked now", refused=told)
        return held

    def _begun(self, batch_id: str, wish: BatchWish, staff_id: str) -> PickBatch:
        ids = wish.chosen or self._oldest(wish, ())
        if not ids:
            raise NothingToPick("nothing waits to be picked", refused=[])
        batch = PickBatch(
            batch_id, clock.now(), staff_id, wish.assignee, tuple(dict.fromkeys(ids)), wish.digest, version=1
        )
        if self._batches.create(batch):
            return batch
        return self._found(batch_id)  # the same request, at the same time

    def _form(self, batch: PickBatch, wish: BatchWish) -> tuple[PickBatch, list[Refusal]]:
        """Takes the parcels; of a queue, the next ones in the place of those that others took meanwhile."""
        taken, refused = self._take(batch.id, batch.shipment_ids)
        for _ in range(_ROUNDS):
            most = min(wish.size - len(taken), MAX_CHOSEN - len(batch.shipment_ids))
            more = self._oldest(wish, batch.shipment_ids)[: max(0, most)]
            if not more:
                break
            batch = self._add(batch, more)
            got, lost = self._take(batch.id, more)
            taken, refused = [*taken, *got], [*refused, *lost]
        closed = None if taken else clock.now()
        batch = self._save(batch, lambda it: it.changed(size=len(taken), formed=True, closed_at=closed))
        note(f"batch:{batch.id}", {}, {"parcels": len(taken), "assignee": batch.assignee})
        return batch, refused

    def _oldest(self, wish: BatchWish, known: Sequence[str]) -> tuple[str, ...]:
        """The next that wait to be picked; the index may still show some that were taken just now."""
        most = _LOOKED_AT if wish.among != EVERY else min(_LOOKED_AT, wish.size + len(known))
        waiting, _ = self._shipments.waiting(WorkQueue.TO_PICK, most, None, wish.among)
        return tuple([parcel.id for parcel in waiting if parcel.id not in known][: wish.size])

    def _take(self, batch_id: str, ids: Sequence[str]) -> tuple[list[str], list[Refusal]]:
        taken, refused = [], []
        for shipment_id in ids:
            try:
                changes.change(self._shipments, shipment_id, lambda it: fulfilment.batched(it, batch_id))
                taken.append(shipment_id)
            except SoukError as error:
                refused.append(Refusal(shipment_id, error))
        return taken, refused

    # looking

    def listed(self, limit: int, cursor: str | None, *, closed: bool) -> tuple[list[PickBatch], str | None]:
        return self._batches.listed(limit, cursor, closed=closed)

    def show(self, batch_id: str) -> BatchContents:
        """Raises NotFound."""
        return self._held(self._found(batch_id))

    # work

    def assign(self, batch_id: str, version: int, assignee: str) -> BatchContents:
        """Somebody else goes on with it. Raises NotFound, PreconditionFailed when it was changed meanwhile."""
        batch = self._found(batch_id)
        if batch.version != version:
            raise PreconditionFailed("this batch was changed in the meantime; look at it again")
        if batch.assignee == assignee:
            return self._held(batch)
        try:
            self._batches.save(after := batch.changed(assignee=assignee), version)
        except Stale as error:
            raise PreconditionFailed("this batch was changed in the meantime; look at it again") from error
        note(f"batch:{batch_id}", {"assignee": batch.assignee}, {"assignee": assignee})
        return self._held(after)

    def scan(self, batch_id: str, pick: Pick, shipment_id: str | None = None) -> ScanCounted:
        """Counts units of a SKU for the parcels that miss it, in their order, or for one. Sent again under its id it
        counts what an earlier try did not come to, and nothing twice.

        Raises NotFound, UnknownCode, Surplus, and CalledOff, HasLeft, AlreadyPacked when no parcel takes any more.
        """
        for _ in range(_ROUNDS):
            try:
                units = self._count(_wanting(self.show(batch_id).parcels, pick.sku, shipment_id), pick)
            except fulfilment.Surplus as error:
                if "counted" in error.detail:
                    raise
                continue  # somebody else counts the same SKU: look again at what is missing
            return ScanCounted(pick.sku, units, self.show(batch_id))
        raise Unavailable("this batch is being changed by many at once, try again shortly")

    def dispatch(self, batch_id: str, bookings: Mapping[str, Booking], staff_id: str) -> Dispatched:
        """Hands over what is packed; how each fared. Called again it goes on where it was interrupted, and the batch is
        closed once nothing of it is left in the house.

        `bookings`: the tracking codes of those that no carrier has booked. Raises NotFound, Unavailable.
        """
        held, deadline = self.show(batch_id), clock.Deadline(_SECONDS)
        handed: list[Handed] = []
        for parcel in held.parcels:
            if deadline.passed:
                return Dispatched(held.batch, handed, done=False)
            handed.append(self._hand_over(parcel, bookings.get(parcel.id), staff_id))
        return Dispatched(self._closed_if_done(held.batch), handed, done=True)

    def close(self, batch_id: str) -> BatchContents:
        """Gives back to the queues what is still in the house, with what was counted. Again, it changes nothing."""
        held = self.show(batch_id)
        for parcel in held.parcels:
            changes.change(self._shipments, parcel.id, lambda it: fulfilment.unbatched(it, batch_id))
        return self._held(self._close(held.batch))

    # how

    def _count(self, wanting: Sequence[Shipment], pick: Pick) -> dict[str, int]:
        """Units by parcel that are counted under this pick, all together. Raises Surplus, with what was `counted`."""
        counted = {parcel.id: parcel.work.counted_by(pick.id) for parcel in wanting if parcel.work}
        if any(known.id == pick.id and known.sku != pick.sku for it in wanting if it.work for known in it.work.recent):
            raise IdempotencyKeyReused("this Idempotency-Key was used for another scan; use a new key")
        left = pick.units - sum(counted.values())
        # What was packed meanwhile keeps what it was given, and gets no more.
        takers = _takers(wanting) if left > 0 else []
        missing = sum(fulfilment.missing_of(parcel, pick.sku) for parcel in takers)
        if left > missing:
            raise fulfilment.Surplus(
                f"{missing} of this SKU are still to be picked: put the others back",
                missing=missing,
                counted=sum(counted.values()),
            )
        for parcel in takers:
            share = min(left, fulfilment.missing_of(parcel, pick.sku))
            if share > 0:
                self._pick(parcel.id, Pick(pick.id, pick.sku, counted[parcel.id] + share))
                counted[parcel.id] += share
                left -= share
        return {parcel: units for parcel, units in counted.items() if units}

    def _pick(self, shipment_id: str, pick: Pick) -> None:
        changes.change(self._shipments, shipment_id, lambda it: fulfilment.picked(it, pick))

    def _hand_over(self, parcel: Shipment, booking: Booking | None, staff_id: str) -> Handed:
        scan = handing_over(parcel.id, staff_id)
        try:
            before, after = changes.change(self._shipments, parcel.id, lambda it: _shipped(it, scan, booking))
        except SoukError as error:
            return Handed(parcel, error=error)
        return Handed(after, known=before == after)

    def _closed_if_done(self, batch: PickBatch) -> PickBatch:
        """Those called off are not waited for: they are in no queue any more."""
        return batch if batches.to_do(self._held(batch).parcels) else self._close(batch)

    def _close(self, batch: PickBatch) -> PickBatch:
        if batch.closed_at:
            return batch
        note(f"batch:{batch.id}", {"closed": False}, {"closed": True})
        return self._save(batch, lambda it: it.changed(closed_at=clock.now()))

    def _held(self, batch: PickBatch, refused: Sequence[Refusal] = ()) -> BatchContents:
        parcels = self._shipments.several(batch.shipment_ids)
        return BatchContents(batch, batches.members(batch, parcels), refused)

    def _found(self, batch_id: str) -> PickBatch:
        batch = self._batches.find(batch_id)
        if batch is None:
            raise NotFound("no such batch")
        return batch

    def _add(self, batch: PickBatch, shipment_ids: Sequence[str]) -> PickBatch:
        return self._save(batch, lambda it: batches.with_more(it, shipment_ids))

    def _save(self, batch: PickBatch, change: Callable[[PickBatch], PickBatch]) -> PickBatch:
        """Changed, whatever else was changed meanwhile."""

        def once() -> PickBatch:
            before = self._found(batch.id)
            self._batches.save(after := change(before), before.version)
            return after

        return until_fresh(once)


def _wanting(parcels: Sequence[Shipment], sku: str, shipment_id: str | None) -> list[Shipment]:
    """The parcels that a scan may be counted for. Raises NotFound, UnknownCode."""
    if shipment_id:
        parcels = [parcel for parcel in parcels if parcel.id == shipment_id]
        if not parcels:
            raise NotFound("this parcel is not in the batch")
    wanting = [parcel for parcel in parcels if sku in parcel.consignment.units]
    if not wanting:
        raise fulfilment.UnknownCode(
            "no parcel of this batch wants it: put it back, or look up which SKU it is", code=sku
        )
    return wanting


def _takers(wanting: Sequence[Shipment]) -> list[Shipment]:
    """Those that more can be put into. Raises CalledOff, HasLeft, AlreadyPacked when there is none."""
    takers = [parcel for parcel in batches.to_do(wanting) if parcel.work and not parcel.work.packing]
    if not takers:
        fulfilment.open_work((batches.to_do(wanting) or wanting)[0])  # says why not
    return takers


def _shipped(shipment: Shipment, scan: Scan, booking: Booking | None) -> Shipment:
    """Raises what `fulfilment.handed_over` does, NotPacked."""
    left = shipment.has_reached(ShipmentState.SHIPPED)
    if not left:
        work = fulfilment.at_work(shipment)
        work.check_address()
        if not work.packing:
            raise fulfilment.NotPacked("pack it first, or leave it to another time")
    return fulfilment.handed_over(shipment, scan, None if left else booking)
