"""The lists with which parcels are given to their carriers."""

from __future__ import annotations

from shipping.compose import services
from shipping.domain.tracking import Manifest
from shipping.doors.router import api
from souk.errors import NotFound, Unavailable
from souk.http import Request, View
from souk.staff.permissions import Permission


class ManifestView(View):
    """`url` is null when there is none yet, or none is given: `note` says why."""

    carrier: str
    parcels: int
    url: str | None
    note: str

    @classmethod
    def of(cls, manifest: Manifest) -> ManifestView:
        return cls(carrier=manifest.carrier, parcels=manifest.parcels, url=manifest.url or None, note=manifest.note)


class ManifestsView(View):
    items: list[ManifestView]


@api.post(
    "/admin/batches/{batch_id}/manifests",
    needs=Permission.SHIPMENTS_WRITE,
    response=ManifestsView,
    errors=(NotFound, Unavailable),
)
def manifests(_request: Request[None, None], batch_id: str) -> ManifestsView:
    """The lists with which what was handed over of a batch is given to its carriers

    One a carrier, to be printed and scanned when they fetch it. Safe to repeat: a carrier gives the same list for the
    same parcels, and another for what was handed over since.
    """
    return ManifestsView(items=[ManifestView.of(manifest) for manifest in services().manifests.of_batch(batch_id)])
