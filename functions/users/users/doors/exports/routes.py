"""HTTP: a copy of everything that is held of the person. No route shows it to anybody else, staff included."""

from __future__ import annotations

from souk import clock
from souk.http import Auth, Request
from users.compose import services
from users.domain.closing import ErasureBegun
from users.domain.exports import ExportState
from users.doors.exports.views import DataExportView
from users.doors.router import api


@api.post("/me/export", auth=Auth.USER, response=DataExportView, status=202, errors=(ErasureBegun,))
def ask_for_export(request: Request[None, None]) -> DataExportView:
    """Begins to collect everything that is held of the person

    It takes some seconds, and a letter tells when it is ready. While one is under way nothing else is begun. It takes
    the place of the one before. 409 `erasure_begun` once the account is being erased, 429 after three in a day.
    """
    return DataExportView.of(services().exporting.ask(request.signed_in.id))


@api.get("/me/export", auth=Auth.USER, response=DataExportView)
def get_export(request: Request[None, None]) -> DataExportView:
    """How far the last export has come, and a link to its archive

    The link is made for this answer and good for five minutes; the archive is there until `available_until`.
    """
    exporting = services().exporting
    export = exporting.of(request.signed_in.id)
    ready = export is not None and export.state(clock.now()) is ExportState.READY
    return DataExportView.of(export, exporting.link(export) if export and ready else None)
