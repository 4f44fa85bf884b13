"""Picking, packing and shipping as the staff's routes show them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field

from shipping.domain import batch as batches
from shipping.domain.batch import PickBatch, PickLine
from shipping.domain.fulfilment import is_called_off, missing_of
from shipping.domain.shipment import Queue, Shipment
from shipping.domain.work import Packed, PickShortage, WorkQueue
from shipping.doors.views import AddressView, PickupPointView, StaffShipmentView
from shipping.usecases.batches import BatchContents, Dispatched, Handed, Refusal, ScanCounted
from shipping.usecases.ports import QueueCount
from souk.http import View


class WorkLineView(View):
    """`missing`: units still to be picked. `short`: units that were not found."""

    sku: str
    title: str
    options: str
    quantity: int
    counted: int
    missing: int
    short: int


class ShortageView(View):
    sku: str
    units: int
    reason: str
    note: str
    reported_at: AwareDatetime
    accepted: Annotated[bool, Field(description="The parcel goes without them")]

    @classmethod
    def of(cls, shortage: PickShortage) -> Self:
        return cls.model_validate(shortage, from_attributes=True)


class PackingView(View):
    packed_at: AwareDatetime
    weight_grams: Annotated[int, Field(description="0: not weighed")]
    length_mm: int
    width_mm: int
    height_mm: int
    box: str

    @classmethod
    def of(cls, packing: Packed) -> Self:
        return cls.model_validate(packing, from_attributes=True)


class WorkView(View):
    """What was done with a parcel. `called_off`: what was picked goes back to its shelf. `relabel`: its address changed
    after it was packed, so it is packed anew.
    """

    queue: WorkQueue | None
    batch_id: str | None
    called_off: bool
    relabel: bool
    lines: list[WorkLineView]
    shortages: list[ShortageView]
    packing: PackingView | None


class ElsewhereView(View):
    location: str
    sku: str
    quantity: int


class FulfilmentView(StaffShipmentView):
    """A parcel with the work that was done with it; null where the shop does not pick. `elsewhere`: units of one that
    is fetched which other locations had; they are brought to where it is.
    """

    version: int
    service: str
    location: Annotated[str, Field(description="Of the shop's, which sends it")]
    address_revision: Annotated[int, Field(description="Counts how often its address was put right")]
    elsewhere: list[ElsewhereView]
    work: WorkView | None

    @classmethod
    def of(cls, shipment: Shipment) -> FulfilmentView:
        shown = StaffShipmentView.of(shipment)
        return cls(
            **dict(shown),
            version=shipment.version,
            service=shipment.consignment.service,
            location=shipment.consignment.location,
            address_revision=shipment.consignment.revision,
            elsewhere=[
                ElsewhereView.model_validate(each, from_attributes=True) for each in shipment.consignment.elsewhere
            ],
            work=_work(shipment),
        )


class WaitingView(View):
    queue: WorkQueue | Queue
    count: int
    more: Annotated[bool, Field(description="There are more than were counted")]
    since: Annotated[AwareDatetime | None, Field(description="Of which time the first of it is")]

    @classmethod
    def of(cls, waiting: QueueCount) -> Self:
        return cls.model_validate(waiting, from_attributes=True)


class QueuesView(View):
    queues: list[WaitingView]


class LabelView(View):
    """The carrier's label. `url` is null when it gives none: `reason` says what to do."""

    url: str | None
    reason: str


class PackingSlipView(View):
    """What is printed and put into the parcel. `left_out` are units that the parcel goes without."""

    shipment_id: str
    order_id: str
    order_number: str
    parcel: int
    ordered_at: AwareDatetime
    carrier: str
    service: str
    location: str
    tracking_code: str
    address: AddressView
    pickup_point: PickupPointView | None
    address_revision: int
    lines: list[WorkLineView]
    left_out: int
    packing: PackingView | None
    label: LabelView

    @classmethod
    def of(cls, shipment: Shipment) -> Self:
        consignment, work = shipment.consignment, shipment.work
        return cls(
            shipment_id=shipment.id,
            order_id=consignment.order_id,
            order_number=consignment.order_number,
            parcel=consignment.parcel,
            ordered_at=consignment.created_at,
            carrier=shipment.carrier,
            service=consignment.service,
            location=consignment.location,
            tracking_code=shipment.booking.tracking_code,
            address=AddressView.of(consignment.address),
            pickup_point=PickupPointView.of(consignment.point) if consignment.point else None,
            address_revision=consignment.revision,
            lines=_lines(shipment),
            left_out=sum(shortage.units for shortage in work.shortages if shortage.accepted) if work else 0,
            packing=PackingView.of(work.packing) if work and work.packing else None,
            label=_label(shipment),
        )


class ShareView(View):
    shipment_id: str
    wanted: int
    counted: int
    missing: int


class PickLineView(View):
    sku: str
    title: str
    options: str
    wanted: int
    counted: int
    missing: int
    parcels: list[ShareView]

    @classmethod
    def of(cls, line: PickLine) -> Self:
        parcels = [ShareView.model_validate(share, from_attributes=True) for share in line.shares]
        return cls(
            sku=line.sku,
            title=line.title,
            options=line.options,
            wanted=line.wanted,
            counted=line.counted,
            missing=line.missing,
            parcels=parcels,
        )


class PickListView(View):
    """What is fetched for a batch, by SKU. `put_back`: parcels that were called off with units picked for them."""

    batch_id: str
    lines: list[PickLineView]
    missing: Annotated[int, Field(description="Units of all lines")]
    put_back: list[str]

    @classmethod
    def of(cls, held: BatchContents) -> Self:
        lines = batches.pick_list(held.parcels)
        back = [parcel.id for parcel in held.parcels if is_called_off(parcel) and parcel.work and parcel.work.counted]
        return cls(
            batch_id=held.batch.id,
            lines=[PickLineView.of(line) for line in lines],
            missing=sum(line.missing for line in lines),
            put_back=back,
        )


class ListedBatchView(View):
    """`assignee` is the staff member's id."""

    id: str
    created_at: AwareDatetime
    assignee: str
    parcels: int
    closed_at: AwareDatetime | None

    @classmethod
    def listed(cls, batch: PickBatch) -> ListedBatchView:
        return ListedBatchView(
            id=batch.id,
            created_at=batch.created_at,
            assignee=batch.assignee,
            parcels=batch.size,
            closed_at=batch.closed_at,
        )


class RefusedView(View):
    shipment_id: str
    code: str
    detail: str

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        return cls(shipment_id=refusal.shipment_id, code=refusal.error.code, detail=refusal.error.message)


class BatchView(ListedBatchView):
    """`refused`: what was chosen and could not be had; told when the batch is made."""

    version: int
    shipments: list[FulfilmentView]
    refused: list[RefusedView]

    @classmethod
    def of(cls, held: BatchContents) -> BatchView:
        listed = ListedBatchView.listed(held.batch).model_copy(update={"parcels": len(held.parcels)})
        return cls(
            **dict(listed),
            version=held.batch.version,
            shipments=[FulfilmentView.of(parcel) for parcel in held.parcels],
            refused=[RefusedView.of(refusal) for refusal in held.refused],
        )


class CountedForView(View):
    shipment_id: str
    units: int


class ScannedView(View):
    """What a scan was counted for, and what is still missing in the batch: of the SKU, and of all."""

    sku: str
    title: str
    counted: list[CountedForView]
    missing: int
    missing_in_all: int

    @classmethod
    def of(cls, counted: ScanCounted) -> Self:
        lines = [
            line for parcel in counted.held.parcels for line in parcel.consignment.lines if line.sku == counted.sku
        ]
        rest = batches.pick_list(counted.held.parcels)
        return cls(
            sku=counted.sku,
            title=lines[0].title if lines else "",
            counted=[CountedForView(shipment_id=parcel, units=units) for parcel, units in counted.units.items()],
            missing=sum(line.missing for line in rest if line.sku == counted.sku),
            missing_in_all=sum(line.missing for line in rest),
        )


class HandedView(View):
    """`already`: it had left before. `refused`: it stays, `code` and `detail` say why."""

    shipment_id: str
    outcome: Literal["dispatched", "already", "refused"]
    state: str
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, handed: Handed) -> Self:
        error = handed.error
        outcome: Literal["dispatched", "already", "refused"] = "already" if handed.known else "dispatched"
        return cls(
            shipment_id=handed.shipment.id,
            outcome="refused" if error else outcome,
            state=handed.shipment.state,
            code=error.code if error else None,
            detail=error.message if error else None,
        )


class DispatchedView(View):
    """`done` is false when the time was up: the same request goes on. `closed_at`: nothing of it is left to do."""

    batch_id: str
    parcels: list[HandedView]
    done: bool
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, dispatched: Dispatched) -> Self:
        return cls(
            batch_id=dispatched.batch.id,
            parcels=[HandedView.of(handed) for handed in dispatched.parcels],
            done=dispatched.done,
            closed_at=dispatched.batch.closed_at,
        )


def _work(shipment: Shipment) -> WorkView | None:
    work = shipment.work
    if work is None:
        return None
    return WorkView(
        queue=shipment.work_queue,
        batch_id=work.batch or None,
        called_off=is_called_off(shipment),
        relabel=work.relabel,
        lines=_lines(shipment),
        shortages=[ShortageView.of(shortage) for shortage in work.shortages],
        packing=PackingView.of(work.packing) if work.packing else None,
    )


def _lines(shipment: Shipment) -> list[WorkLineView]:
    work = shipment.work
    named = {line.sku: line for line in shipment.consignment.lines}
    return [
        WorkLineView(
            sku=sku,
            title=named[sku].title,
            options=named[sku].options,
            quantity=units,
            counted=work.counted.get(sku, 0) if work else 0,
            missing=missing_of(shipment, sku),
            short=work.short_of(sku) if work else 0,
        )
        for sku, units in shipment.consignment.units.items()
    ]


def _label(shipment: Shipment) -> LabelView:
    if shipment.booking.label_url:
        return LabelView(url=shipment.booking.label_url, reason="")
    if not shipment.booking.carrier_reference:
        return LabelView(url=None, reason="No carrier has booked this parcel: write the address on it.")
    return LabelView(
        url=None, reason=f"{shipment.carrier} gives no label: write the tracking code and the address on it."
    )
