"""HTTP: what guards an account, and what is changed only by whoever knows its password."""

from __future__ import annotations

from souk.http import Auth, Request
from users.compose import services
from users.domain.identity import CodeRejected, EmailNotConfirmed
from users.domain.passwords import WeakPassword, WrongPassword
from users.doors import throttle
from users.doors.router import api
from users.doors.schemas import ChangeEmail, ChangePassword, ConfirmEmail, EndSessions
from users.doors.views import ProfileView, SessionsView, SessionView


@api.post("/me/password", auth=Auth.USER, body=ChangePassword, status=204, errors=(WeakPassword, WrongPassword))
def change_password(request: Request[ChangePassword, None]) -> None:
    """Sets a new password for the current one, and ends all other sessions

    400 `wrong_password`, `weak_password`. The person is told by letter.
    """
    user, body = request.signed_in, request.body
    with throttle.saying_the_password_again(user.id):
        services().credentials.change_password(user.id, user.session_id, body.current, body.new)


@api.post("/me/email", auth=Auth.USER, body=ChangeEmail, status=202, errors=(WrongPassword,))
def change_email(request: Request[ChangeEmail, None]) -> None:
    """Sends a code to a new e-mail address

    400 `wrong_password`. The answer is the same when the address is another person's; nothing is sent then.
    """
    user, body = request.signed_in, request.body
    with throttle.saying_the_password_again(user.id):
        throttle.asking_for_a_new_address(user.id, body.email)
        services().credentials.change_email(user.id, user.session_id, body.email, body.password)


@api.post(
    "/me/email/confirm",
    auth=Auth.USER,
    body=ConfirmEmail,
    response=ProfileView,
    errors=(CodeRejected, EmailNotConfirmed),
)
def confirm_email(request: Request[ConfirmEmail, None]) -> ProfileView:
    """Makes the address the code was sent to the person's own

    400 `code_rejected`. The person is told at the address before.
    """
    user = request.signed_in
    with throttle.proving_a_code(user.id):
        changed = services().credentials.confirm_email(user.id, user.session_id, request.body.code)
    return ProfileView.of(changed, user.groups)


@api.get("/me/sessions", auth=Auth.USER, response=SessionsView)
def list_sessions(request: Request[None, None]) -> SessionsView:
    """Where the person is signed in, last used first"""
    user = request.signed_in
    held = services().sessions.held(user.id)
    return SessionsView(items=[SessionView.of(session, user.session_id) for session in held])


@api.delete("/me/sessions", auth=Auth.USER, query=EndSessions, status=204)
def end_sessions(request: Request[None, EndSessions]) -> None:
    """Ends all sessions but this one, or with `keep_current=false` this one, too"""
    user, sessions = request.signed_in, services().sessions
    if request.query.keep_current:
        sessions.close_others(user.id, user.session_id)
    else:
        sessions.close_all(user.id)


@api.delete("/me/sessions/{session_id}", auth=Auth.USER, status=204)
def end_session(request: Request[None, None], session_id: str) -> None:
    """Ends one session; 404 when it has ended already"""
    services().sessions.close(request.signed_in.id, session_id)
