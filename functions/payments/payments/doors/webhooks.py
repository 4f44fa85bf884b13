"""What payment providers report."""

from __future__ import annotations

from payments.compose import services
from payments.doors.router import api
from payments.doors.views import Received
from souk.errors import NotFound
from souk.http import Request
from souk.limits.forged import unless_forged
from souk.telemetry import logger


@api.post("/webhooks/payments/{provider}", raw_body=True, response=Received, max_body=512 * 1024)
def receive_webhook(request: Request[None, None], provider: str) -> Received:
    """Take in a signed event from a payment provider

    Answers 200 once the event is stored with its effect; a repeated delivery changes nothing.
    """
    if provider not in services().providers:
        raise NotFound("there is no such payment provider")
    with unless_forged(services().limits, request.source_ip):
        outcome = services().webhooks.receive(provider, request.raw_body, request.headers)
    logger.info("webhook received", extra={"outcome": outcome})
    return Received()
