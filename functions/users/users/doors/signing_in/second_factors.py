"""HTTP: a signed-in person's authenticator app and passkeys."""

from __future__ import annotations

from souk.http import Auth, Request
from users.compose import services
from users.domain.identity import CodeRejected
from users.domain.second_factors import PasskeyRejected, PasswordWrong, SecondFactorNeeded, TotpInUse
from users.doors import throttle
from users.doors.router import api
from users.doors.signing_in.schemas import AddPasskey, ConfirmTotp, PasswordAgain
from users.doors.signing_in.views import PasskeyOptionsView, PasskeysView, SecondFactorsView, TotpSetUpView


@api.get("/me/second-factors", auth=Auth.USER, response=SecondFactorsView)
def show_second_factors(request: Request[None, None]) -> SecondFactorsView:
    """With what the account is signed in beside its password"""
    user = request.signed_in
    return SecondFactorsView.of(services().second_factors.held(user.id, user.session_id))


@api.post(
    "/me/totp",
    auth=Auth.USER,
    body=PasswordAgain,
    response=TotpSetUpView,
    status=201,
    errors=(PasswordWrong, TotpInUse),
)
def set_up_totp(request: Request[PasswordAgain, None]) -> TotpSetUpView:
    """Begins to set up an authenticator app, which counts once a code of it is confirmed

    403 `password_wrong`; 409 `totp_in_use`.
    """
    user = request.signed_in
    with throttle.saying_the_password_again(user.id):
        made = services().second_factors.set_up_totp(user.id, user.session_id, request.body.password)
    return TotpSetUpView.of(made)


@api.post("/me/totp/confirm", auth=Auth.USER, body=ConfirmTotp, status=204, errors=(CodeRejected,))
def confirm_totp(request: Request[ConfirmTotp, None]) -> None:
    """From now on signing in with the password takes a code, too; 400 `code_rejected`"""
    user = request.signed_in
    with throttle.proving_a_code(user.id):
        services().second_factors.confirm_totp(user.id, user.session_id, request.body.code)


@api.post("/me/totp/remove", auth=Auth.USER, body=PasswordAgain, status=204, errors=(PasswordWrong, SecondFactorNeeded))
def remove_totp(request: Request[PasswordAgain, None]) -> None:
    """From now on the password is enough again

    403 `password_wrong`; 409 `second_factor_needed` for staff.
    """
    user = request.signed_in
    with throttle.saying_the_password_again(user.id):
        services().second_factors.remove_totp(user.id, user.session_id, user.groups, request.body.password)


@api.get("/me/passkeys", auth=Auth.USER, response=PasskeysView)
def list_passkeys(request: Request[None, None]) -> PasskeysView:
    """The account's passkeys"""
    user = request.signed_in
    return PasskeysView.of(services().passkeys.listed(user.id, user.session_id))


@api.post(
    "/me/passkeys/options", auth=Auth.USER, body=PasswordAgain, response=PasskeyOptionsView, errors=(PasswordWrong,)
)
def ask_for_new_passkey(request: Request[PasswordAgain, None]) -> PasskeyOptionsView:
    """What to ask an authenticator for, to make a passkey; 403 `password_wrong`"""
    user = request.signed_in
    with throttle.saying_the_password_again(user.id):
        options = services().passkeys.options(user.id, user.session_id, request.body.password)
    return PasskeyOptionsView(options=options)


@api.post("/me/passkeys", auth=Auth.USER, body=AddPasskey, response=PasskeysView, status=201, errors=(PasskeyRejected,))
def add_passkey(request: Request[AddPasskey, None]) -> PasskeysView:
    """Adds the passkey that the authenticator made; answers all of them. 400 `passkey_rejected`"""
    user = request.signed_in
    return PasskeysView.of(services().passkeys.add(user.id, user.session_id, request.body.credential))


@api.post("/me/passkeys/{passkey_id}/remove", auth=Auth.USER, body=PasswordAgain, status=204)
def remove_passkey(request: Request[PasswordAgain, None], passkey_id: str) -> None:
    """Removes a passkey; 403 `password_wrong`"""
    user = request.signed_in
    services().passkeys.remove(user.id, user.session_id, passkey_id, request.body.password)
