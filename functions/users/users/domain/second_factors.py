"""What a person signs in with beside their password: an authenticator app's codes (TOTP, RFC 6238), and passkeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

from souk.errors import Conflict, Forbidden, InvalidInput


@dataclass(frozen=True, slots=True)
class Passkey:
    """`id` is the credential's, base64url. `name` is what Cognito calls the kind of device."""

    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TotpSetUp:
    """What an authenticator app is given. It counts when a code of it was confirmed."""

    secret: str = field(repr=False)
    email: str
    issuer: str

    @property
    def uri(self) -> str:
        """https://github.com/google/google-authenticator/wiki/Key-Uri-Format"""
        label = quote(f"{self.issuer}:{self.email}")
        parameters = urlencode({"secret": self.secret, "issuer": self.issuer}, quote_via=quote)
        return f"otpauth://totp/{label}?{parameters}"


class PasswordWrong(Forbidden):
    """Whoever changes how an account is signed in to says its password again."""

    code, title = "password_wrong", "The password is wrong"

    def __init__(self, message: str = "enter the password of your account") -> None:
        super().__init__(message)


class TotpInUse(Conflict):
    """Another app takes over only after the one in use was removed."""

    code, title = "totp_in_use", "There is an authenticator app already"

    def __init__(self, message: str = "remove the authenticator app in use first") -> None:
        super().__init__(message)


class SecondFactorNeeded(Conflict):
    """Staff keep one as long as they are staff."""

    code, title = "second_factor_needed", "Staff need a second factor"

    def __init__(self, message: str = "staff sign in with a second factor; ask an admin to reset yours") -> None:
        super().__init__(message)


class PasskeyRejected(InvalidInput):
    code, title = "passkey_rejected", "This passkey was not accepted"

    def __init__(self, message: str = "the passkey was not accepted; try again") -> None:
        super().__init__(message)
