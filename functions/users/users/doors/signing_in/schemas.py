"""What the routes of second factors and staff take."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from souk.http import Schema
from souk.staff.permissions import STAFF_ROLES, Role
from users.doors.schemas import Email, NewPassword, Password

Token = Annotated[str, Field(min_length=1, max_length=200)]
TotpCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
StaffRole = Annotated[Role, Field(json_schema_extra={"enum": [role.value for role in STAFF_ROLES]})]


class PasswordAgain(Schema):
    """The person's own, as a session alone does not change how an account is signed in to."""

    password: Password = Field(repr=False)


class ConfirmTotp(Schema):
    code: TotpCode = Field(repr=False)


class AddPasskey(Schema):
    """`credential`: RegistrationResponseJSON of WebAuthn (https://www.w3.org/TR/webauthn-3/)."""

    credential: dict[str, Any] = Field(repr=False)


class AnswerCode(Schema):
    token: Token = Field(repr=False)
    code: TotpCode = Field(repr=False)


class AnswerNewPassword(Schema):
    token: Token = Field(repr=False)
    password: NewPassword = Field(repr=False)


class AnswerPasskey(Schema):
    """`credential`: AuthenticationResponseJSON of WebAuthn."""

    token: Token = Field(repr=False)
    credential: dict[str, Any] = Field(repr=False)


class Invitation(Schema):
    email: Email
    role: StaffRole


class ChangeRole(Schema):
    role: StaffRole
