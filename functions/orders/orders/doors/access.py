"""How somebody without an account gets to their order again: a link that is mailed, and what its code is good for."""

from __future__ import annotations

import hashlib

from pydantic import AwareDatetime

from orders.compose import services
from orders.doors.router import api
from orders.doors.schemas import AccessCodeBody, AccessLinkBody, OrderLookUpBody
from souk.errors import ChallengeRequired, OrderKeyExpired
from souk.http import Request, View
from souk.http.request import CHALLENGE


class AccessView(View):
    """`access_key` goes into X-Order-Key, and opens the order until `expires_at`."""

    access_key: str
    expires_at: AwareDatetime


@api.post(
    "/orders/{order_id}/access-link", body=AccessLinkBody, status=202, errors=(ChallengeRequired,), headers=CHALLENGE
)
def ask_for_link(request: Request[AccessLinkBody, None], order_id: str) -> None:
    """Mails a new link to an order, if the e-mail address is the order's

    The answer is the same whatever is asked. The link opens a guest's order once, within an hour; an order of an
    account is opened by signing in, as the letter says.
    """
    services().access_links.ask(order_id, request.body.email, request.source_ip, request.challenge_response)


@api.post("/order-look-ups", body=OrderLookUpBody, status=202, errors=(ChallengeRequired,), headers=CHALLENGE)
def look_up_order(request: Request[OrderLookUpBody, None]) -> None:
    """Mails a link to the order of this number, if the e-mail address is the order's

    As `POST /orders/{order_id}/access-link`, for who has the number alone.
    """
    body = request.body
    services().access_links.look_up(body.order_number, body.email, request.source_ip, request.challenge_response)


@api.post(
    "/orders/{order_id}/access",
    body=AccessCodeBody,
    response=AccessView,
    idempotent="by_workflow",
    errors=(OrderKeyExpired,),
)
def use_link(request: Request[AccessCodeBody, None], order_id: str) -> AccessView:
    """Exchanges the code of a mailed link for a key to the order

    A code is used up by its first use: afterwards, and an hour after it was mailed, it is 403 `order_key_expired`. The
    same request again (Idempotency-Key) is the same use. Keep the key for the browser's session only.
    """
    by = hashlib.sha256((request.idempotency_key or "").encode()).hexdigest()
    key, until = services().access_links.use(order_id, request.body.code, by)
    return AccessView(access_key=key, expires_at=until)
