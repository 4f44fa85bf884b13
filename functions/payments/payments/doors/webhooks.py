"""What payment providers report."""

from __future__ import annotations

from payments.compose import services
from payments.doors.router import api
from payments.doors.views import Received
from souk.http import Request
from souk.telemetry import logger


@api.post("/webhooks/payments/stripe", raw_body=True, response=Received, max_body=512 * 1024)
def receive_stripe_webhook(request: Request[None, None]) -> Received:
    """Take in a signed event from Stripe

    Answers 200 once the event is stored with its effect; a repeated delivery changes nothing.
    """
    outcome = services().webhooks.receive("stripe", request.raw_body, request.headers)
    logger.info("webhook received", extra={"outcome": outcome})
    return Received()
