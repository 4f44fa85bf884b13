"""HTTP: what a guest may ask of what the shop holds of them."""

from __future__ import annotations

from souk.errors import ChallengeRequired
from souk.http import Request
from souk.http.request import CHALLENGE
from users.compose import services
from users.domain.identity import CodeRejected
from users.doors import throttle
from users.doors.router import api
from users.doors.schemas import ConfirmWish, EmailOnly


@api.post("/privacy/requests", body=EmailOnly, status=202, errors=(ChallengeRequired,), headers=CHALLENGE)
def ask_as_guest(request: Request[EmailOnly, None]) -> None:
    """Sends a link to whoever ordered with the e-mail address without an account

    The answer is the same when nobody did. The link is good for 30 minutes, and once. Who has an account with the
    address is told by the same letter to close it there.
    """
    throttle.asking_for_a_code(request, request.body.email)
    services().guest_requests.ask(request.body.email)


@api.post("/privacy/requests/confirm", body=ConfirmWish, status=202, errors=(CodeRejected,))
def confirm_as_guest(request: Request[ConfirmWish, None]) -> None:
    """Has everything forgotten that was ordered with the e-mail address without an account: `erase`

    Orders that are under way are brought to their end first; of those that were paid, what tax law needs is kept until
    its time is over. A last letter says when it is done. 400 `code_rejected`.
    """
    with throttle.answering(request):
        services().guest_requests.erase(request.body.token)
