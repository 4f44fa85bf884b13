"""HTTP: signing up, in and out.

The session's ticket travels only in a cookie that scripts cannot read (HttpOnly), other sites cannot send
(SameSite=Strict) and other routes do not get (its path). So there is nothing lasting to steal from the page, and no
CSRF token is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from souk.errors import AccountBlocked, ChallengeRequired, Unauthenticated
from souk.http import Cookie, Reply, Request
from souk.http.request import CHALLENGE
from users.compose import services
from users.domain.consent import ConsentSource, ShownText
from users.domain.devices import describe
from users.domain.identity import ActionRequired, CodeRejected, EmailNotConfirmed
from users.domain.passwords import WeakPassword
from users.domain.sessions import LIFE, Ticket
from users.doors import throttle
from users.doors.router import api
from users.doors.schemas import Confirm, EmailOnly, Reset, SignIn, SignUp
from users.doors.signing_in.views import ChallengeView, SignInView
from users.doors.views import SignedInView, SignUpView
from users.usecases.sessions import SignedIn
from users.usecases.sign_in import Challenge

REFRESH_COOKIE = "souk_refresh"
REFRESH_COOKIE_PATH = "/api/auth"
REFRESH_SECONDS = int(LIFE.total_seconds())


@api.post(
    "/auth/sign-up",
    body=SignUp,
    response=SignUpView,
    status=202,
    errors=(ChallengeRequired, WeakPassword),
    headers=CHALLENGE,
)
def sign_up(request: Request[SignUp, None]) -> SignUpView:
    """Sends a code to the e-mail address, to make an account with

    The answer is the same when the address has an account already; nothing is changed or sent then. Password and name
    are only checked: they count when they come again with the code.
    """
    body = request.body
    throttle.signing_up(request, body.email)
    return SignUpView(user_id=services().accounts.sign_up(body.email, body.password, body.name))


@api.post("/auth/confirm", body=Confirm, status=204, errors=(CodeRejected, WeakPassword))
def confirm_sign_up(request: Request[Confirm, None]) -> None:
    """Makes the account: with the code sent to the address, and the password and name of whoever has it

    `consents` are what the person agreed to when signing up; nothing is agreed to that is not in it.
    """
    body = request.body
    agreed_to = [ShownText(one.kind, one.version, ConsentSource.SIGN_UP) for one in body.consents]
    with throttle.trying_a_code(body.email):
        services().accounts.confirm(body.email, body.code, body.password, body.name, agreed_to, body.locale)


@api.post("/auth/resend", body=EmailOnly, status=202, errors=(ChallengeRequired,), headers=CHALLENGE)
def resend_code(request: Request[EmailOnly, None]) -> None:
    """Sends a new confirmation code, if the address waits for one"""
    throttle.asking_for_a_code(request, request.body.email)
    services().accounts.resend(request.body.email)


@api.post("/auth/sign-in", body=SignIn, response=SignInView, errors=(AccountBlocked, ActionRequired, EmailNotConfirmed))
def sign_in(request: Request[SignIn, None]) -> Reply:
    """Answers an access token, and sets a cookie to renew it with

    Or answers what the account asks for beside its password, to be given to /auth/challenge/…: the `challenge` `totp`,
    or `new_password` for who was invited. 401 for an unknown address and a wrong password alike; 403
    `email_not_confirmed`, `action_required` or, once everything was right, `account_blocked`.
    """
    body, device = request.body, describe(request.user_agent)
    with throttle.trying_a_password(request, body.email):
        result = services().sign_in.with_password(body.email, body.password, device)
    return answered(request, result)


@api.post("/auth/refresh", response=SignedInView, errors=(AccountBlocked, EmailNotConfirmed))
def refresh_session(request: Request[None, None]) -> Reply:
    """Answers a new access token for the cookie, and another cookie; 401 when the session has ended

    A cookie is good once. The one before is forgiven for a minute; later it ends the session, as somebody copied it.
    """
    ticket = _ticket(request)
    if ticket is None:
        raise Unauthenticated("nobody is signed in here")
    return signed_in(services().accounts.refresh(ticket))


@api.post("/auth/sign-out", status=204)
def sign_out(request: Request[None, None]) -> Reply:
    """Ends the session and takes the cookie back; also when there is no session"""
    ticket = _ticket(request)
    if ticket is not None:
        services().accounts.sign_out(ticket)
    return Reply(status=204, cookies=[Cookie(REFRESH_COOKIE, "", max_age=0, path=REFRESH_COOKIE_PATH)])


@api.post("/auth/forgot", body=EmailOnly, status=202, errors=(ChallengeRequired,), headers=CHALLENGE)
def forgot_password(request: Request[EmailOnly, None]) -> None:
    """Sends a code to choose a new password with, if the address has an account"""
    throttle.asking_for_a_code(request, request.body.email)
    services().accounts.forgot(request.body.email)


@api.post("/auth/reset", body=Reset, status=204, errors=(CodeRejected, WeakPassword))
def reset_password(request: Request[Reset, None]) -> None:
    """Sets a new password with the code sent, and ends all sessions"""
    body = request.body
    with throttle.trying_a_code(body.email):
        services().accounts.reset(body.email, body.code, body.password)


def answered(request: Request[Any, Any], result: SignedIn | Challenge) -> Reply:
    """What the first step of a sign-in, or another, has come to; the device is known once it is complete."""
    if isinstance(result, Challenge):
        return Reply(ChallengeView.of(result))
    return signed_in(result, throttle.known_from_now_on(request, result.profile.email))


def signed_in(result: SignedIn, others: Sequence[Cookie] = ()) -> Reply:
    """Answers the token and sets the cookie."""
    cookie = Cookie(REFRESH_COOKIE, str(result.ticket), max_age=REFRESH_SECONDS, path=REFRESH_COOKIE_PATH)
    return Reply(SignedInView.of(result), cookies=[cookie, *others])


def _ticket(request: Request[Any, Any]) -> Ticket | None:
    return Ticket.parse(request.cookies.get(REFRESH_COOKIE, ""))
