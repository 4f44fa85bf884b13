"""HTTP: signing up, in and out.

The refresh token travels only in a cookie that scripts cannot read (HttpOnly), other sites cannot send
(SameSite=Strict) and other routes do not get (its path). So there is nothing to steal from the page, and no CSRF token
is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from souk.errors import Unauthenticated
from souk.http import Cookie, Reply, Request
from users.compose import services
from users.doors import throttle
from users.doors.router import api
from users.doors.schemas import Confirm, EmailOnly, Reset, SignIn, SignUp
from users.doors.views import SignedInView, SignUpView
from users.usecases.accounts import SignedIn

REFRESH_COOKIE = "souk_refresh"
REFRESH_COOKIE_PATH = "/api/auth"
REFRESH_SECONDS = 30 * 24 * 3600  # the app client's RefreshTokenValidity (template.yaml)


@api.post("/auth/sign-up", body=SignUp, response=SignUpView, status=202)
def sign_up(request: Request[SignUp, None]) -> SignUpView:
    """Makes an account and sends a code to its e-mail address

    The answer is the same when the address has an account already; nothing is changed or sent then.
    """
    body = request.body
    throttle.signing_up(request, body.email)
    return SignUpView(user_id=services().accounts.sign_up(body.email, body.password, body.name))


@api.post("/auth/confirm", body=Confirm, status=204)
def confirm_sign_up(request: Request[Confirm, None]) -> None:
    """Confirms the e-mail address with the code sent there"""
    with throttle.trying_a_code(request.body.email):
        services().accounts.confirm(request.body.email, request.body.code)


@api.post("/auth/resend", body=EmailOnly, status=202)
def resend_code(request: Request[EmailOnly, None]) -> None:
    """Sends a new confirmation code, if the address waits for one"""
    throttle.asking_for_a_code(request, request.body.email)
    services().accounts.resend(request.body.email)


@api.post("/auth/sign-in", body=SignIn, response=SignedInView)
def sign_in(request: Request[SignIn, None]) -> Reply:
    """Answers an access token, and sets the refresh token as a cookie

    401 for an unknown address and a wrong password alike; 403 `email_not_confirmed` or `action_required`.
    """
    body = request.body
    with throttle.trying_a_password(request, body.email):
        signed_in = services().accounts.sign_in(body.email, body.password)
    return _signed_in(signed_in, throttle.known_from_now_on(request, body.email))


@api.post("/auth/refresh", response=SignedInView)
def refresh_session(request: Request[None, None]) -> Reply:
    """Answers a new access token for the refresh cookie; 401 when the session has ended"""
    token = _refresh_token(request)
    if not token:
        raise Unauthenticated("nobody is signed in here")
    return _signed_in(services().accounts.refresh(token))


@api.post("/auth/sign-out", status=204)
def sign_out(request: Request[None, None]) -> Reply:
    """Ends the session and takes the cookie back; also when there is no session"""
    token = _refresh_token(request)
    if token:
        services().accounts.sign_out(token)
    return Reply(status=204, cookies=[Cookie(REFRESH_COOKIE, "", max_age=0, path=REFRESH_COOKIE_PATH)])


@api.post("/auth/forgot", body=EmailOnly, status=202)
def forgot_password(request: Request[EmailOnly, None]) -> None:
    """Sends a code to choose a new password with, if the address has an account"""
    throttle.asking_for_a_code(request, request.body.email)
    services().accounts.forgot(request.body.email)


@api.post("/auth/reset", body=Reset, status=204)
def reset_password(request: Request[Reset, None]) -> None:
    """Sets a new password with the code sent, and ends all sessions"""
    body = request.body
    with throttle.trying_a_code(body.email):
        services().accounts.reset(body.email, body.code, body.password)


def _refresh_token(request: Request[Any, Any]) -> str | None:
    return request.cookies.get(REFRESH_COOKIE) or None


def _signed_in(signed_in: SignedIn, others: Sequence[Cookie] = ()) -> Reply:
    token = signed_in.session.refresh_token
    cookies = [Cookie(REFRESH_COOKIE, token, max_age=REFRESH_SECONDS, path=REFRESH_COOKIE_PATH)] if token else []
    return Reply(SignedInView.of(signed_in), cookies=[*cookies, *others])
