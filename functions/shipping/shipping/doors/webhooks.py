"""What carriers report."""

from __future__ import annotations

from shipping.compose import services
from shipping.doors.router import api
from shipping.doors.views import Received
from souk.http import Request
from souk.limits.forged import unless_forged


@api.post("/webhooks/carriers/{carrier}", raw_body=True, response=Received)
def carrier_webhook(request: Request[None, None], carrier: str) -> Received:
    """A carrier's tracking event, signed. A repeated one is acknowledged and changes nothing; one of unknown shape is
    acknowledged and kept for staff.
    """
    with unless_forged(services().limits, request.source_ip):
        services().shipping.hear(carrier, request.headers, request.raw_body)
    return Received()
