"""HTTP: signing in with more than a password, or with none."""

from __future__ import annotations

from souk.errors import AccountBlocked
from souk.http import Reply, Request
from users.compose import services
from users.domain.devices import describe
from users.domain.identity import ActionRequired, CodeRejected, EmailNotConfirmed
from users.domain.passwords import WeakPassword
from users.domain.sign_in import StepEnded
from users.doors import throttle
from users.doors.router import api
from users.doors.schemas import EmailOnly
from users.doors.signing_in.credentials import answered
from users.doors.signing_in.schemas import AnswerCode, AnswerNewPassword, AnswerPasskey
from users.doors.signing_in.views import ChallengeView, SignInView
from users.doors.views import SignedInView


@api.post(
    "/auth/challenge/code",
    body=AnswerCode,
    response=SignInView,
    errors=(AccountBlocked, ActionRequired, CodeRejected, EmailNotConfirmed, StepEnded),
)
def answer_code(request: Request[AnswerCode, None]) -> Reply:
    """Goes on with a sign-in that asked for `totp`: with the code that the authenticator app shows

    400 `code_rejected` for a wrong one, a few times; 401 `sign_in_ended` then, and after three minutes.
    """
    body, device = request.body, describe(request.user_agent)
    with throttle.answering(request):
        result = services().sign_in.with_code(body.token, body.code, device)
    return answered(request, result)


@api.post(
    "/auth/challenge/new-password",
    body=AnswerNewPassword,
    response=SignInView,
    errors=(AccountBlocked, ActionRequired, EmailNotConfirmed, StepEnded, WeakPassword),
)
def answer_new_password(request: Request[AnswerNewPassword, None]) -> Reply:
    """Goes on with a sign-in that asked for `new_password`: the first one with an invitation

    401 `sign_in_ended` after three minutes.
    """
    body, device = request.body, describe(request.user_agent)
    with throttle.answering(request):
        result = services().sign_in.with_new_password(body.token, body.password, device)
    return answered(request, result)


@api.post("/auth/passkey/options", body=EmailOnly, response=ChallengeView)
def ask_for_passkey(request: Request[EmailOnly, None]) -> ChallengeView:
    """What to ask an authenticator for, to sign in with a passkey

    Every address gets an answer, whether it has an account or not.
    """
    throttle.asking_for_a_passkey(request)
    return ChallengeView.of(services().sign_in.passkey(request.body.email))


@api.post(
    "/auth/passkey", body=AnswerPasskey, response=SignedInView, errors=(AccountBlocked, EmailNotConfirmed, StepEnded)
)
def sign_in_with_passkey(request: Request[AnswerPasskey, None]) -> Reply:
    """Signs in with what the authenticator answered

    401 for a passkey of another account and an address without an account alike.
    """
    body, device = request.body, describe(request.user_agent)
    with throttle.answering(request):
        result = services().sign_in.with_passkey(body.token, body.credential, device)
    return answered(request, result)
