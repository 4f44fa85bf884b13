"""What a Cognito user pool does with addresses and tokens, where MiniStack is kinder or silent.

- An address is unproved until its code is entered (ConfirmSignUp), and that proves it.
- A code is sent again only to who waits for one (ResendConfirmationCode).
- A person may change the attributes that the app client may write, and with AttributesRequireVerificationBeforeUpdate
  a new address counts when its code was entered (UpdateUserAttributes, VerifyUserAttribute).
- RevokeToken takes a token with the secret of its app client only.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
"""

import hmac
from collections.abc import Callable
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[dict[str, Any]], Answer]
EMAIL_CODE = "123456"
PENDING, PENDING_CODE = "_souk_pending_email", "_souk_pending_code"


def _refuse(kind: str, message: str) -> Answer:
    from ministack.core.responses import error_response_json

    answer: Answer = error_response_json(kind, message, 400)
    return answer


def _set(user: dict[str, Any], **attributes: str) -> None:
    kept = [each for each in user["Attributes"] if each["Name"] not in attributes]
    user["Attributes"] = [*kept, *({"Name": name, "Value": value} for name, value in attributes.items())]


def _person(cognito: Any, data: dict[str, Any]) -> dict[str, Any] | None:
    """The account a call of an app client is about."""
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user: dict[str, Any] | None = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None
    return user


def sign_up(cognito: Any, handled: Handler, data: dict[str, Any]) -> Answer:
    answer = handled(data)
    if answer[0] == 200 and (user := _person(cognito, data)) and user["UserStatus"] == "UNCONFIRMED":
        _set(user, email_verified="false")
    return answer


def confirm_sign_up(cognito: Any, handled: Handler, data: dict[str, Any]) -> Answer:
    answer = handled(data)
    if answer[0] == 200 and (user := _person(cognito, data)):
        _set(user, email_verified="true")
    return answer


def resend_confirmation_code(cognito: Any, handled: Handler, data: dict[str, Any]) -> Answer:
    user = _person(cognito, data)
    if user and user["UserStatus"] != "UNCONFIRMED":
        return _refuse("InvalidParameterException", "User is already confirmed.")
    return handled(data)


def revoke_token(cognito: Any, handled: Handler, data: dict[str, Any]) -> Answer:
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    secret = (pool or {}).get("_clients", {}).get(data.get("ClientId"), {}).get("ClientSecret")
    if secret and not hmac.compare_digest(secret, str(data.get("ClientSecret", ""))):
        return _refuse("NotAuthorizedException", "Invalid client secret")
    return handled(data)


def update_user_attributes(cognito: Any, handled: Handler, data: dict[str, Any]) -> Answer:
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken", ""))
    if not user:
        return handled(data)
    sent = {each["Name"]: each.get("Value", "") for each in data.get("UserAttributes", [])}
    client = pool["_clients"].get(cognito._token_claims(data["AccessToken"]).get("client_id"), {})
    writable = client.get("WriteAttributes") or []
    if sent.keys() & {"sub", "email_verified", "phone_number_verified"} or (writable and sent.keys() - set(writable)):
        return _refuse("NotAuthorizedException", "A client attempted to write unauthorized attribute")
    settings = pool.get("UserAttributeUpdateSettings") or {}
    if "email" not in sent or "email" not in settings.get("AttributesRequireVerificationBeforeUpdate", []):
        return handled(data)
    if cognito._resolve_user(pool, sent["email"])[0]:
        return _refuse("AliasExistsException", "An account with the given email already exists.")
    user[PENDING], user[PENDING_CODE] = sent["email"], EMAIL_CODE
    cognito._send_verification_email(pool, user["Username"], {"email": sent["email"]}, EMAIL_CODE)
    rest = [each for each in data["UserAttributes"] if each["Name"] != "email"]
    return handled({**data, "UserAttributes": rest})


def verify_user_attribute(cognito: Any, data: dict[str, Any]) -> Answer:
    """Of the address only; nothing else is proved by a code here."""
    user, _pool = cognito._user_pool_for_access_token(data.get("AccessToken", ""))
    if not user:
        return _refuse("NotAuthorizedException", "Invalid Access Token")
    refused: Answer | None = cognito._code_error(user.get(PENDING_CODE), data.get("Code"))
    if refused:
        return refused
    _set(user, email=user.pop(PENDING), email_verified="true")
    del user[PENDING_CODE]
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, b"{}"


def install() -> None:
    from ministack.services import cognito

    for change in (sign_up, confirm_sign_up, resend_confirmation_code, revoke_token, update_user_attributes):
        name = f"_{change.__name__}"
        setattr(cognito, name, _bound(cognito, change, getattr(cognito, name)))

    dispatched = cognito._dispatch_idp

    async def dispatching(action: str, data: dict[str, Any]) -> Any:
        if action != "VerifyUserAttribute":
            return await dispatched(action, data)
        return cognito._run_idp_handler(lambda sent: verify_user_attribute(cognito, sent), action, data)

    cognito._dispatch_idp = dispatching
    cognito._UNSIGNED_IDP_ACTIONS.add("VerifyUserAttribute")


def _bound(cognito: Any, change: Callable[[Any, Handler, dict[str, Any]], Answer], handled: Handler) -> Handler:
    return lambda data: change(cognito, handled, data)
