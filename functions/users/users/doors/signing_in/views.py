"""Second factors and staff as the HTTP routes show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field, RootModel

from souk.http import View
from souk.staff.permissions import Role
from users.domain.second_factors import Passkey, TotpSetUp
from users.domain.sign_in import StepKind
from users.doors.views import SignedInView
from users.usecases.second_factors import HeldFactors
from users.usecases.sign_in import Challenge
from users.usecases.staff_accounts import StaffMember


class ChallengeView(View):
    """What signing in asks for next. `token` goes along with the answer, and is good for three minutes.

    `options` of a passkey: PublicKeyCredentialRequestOptionsJSON of WebAuthn.
    """

    challenge: StepKind
    token: str = Field(repr=False)
    options: dict[str, Any]

    @classmethod
    def of(cls, challenge: Challenge) -> ChallengeView:
        return cls(challenge=challenge.kind, token=challenge.token, options=dict(challenge.options))


class SignInView(RootModel[SignedInView | ChallengeView]):
    """Somebody is signed in, or there is one more step."""


class TotpSetUpView(View):
    """`secret` to type into an authenticator app, or `uri` for it to read."""

    secret: str = Field(repr=False)
    uri: str = Field(repr=False)

    @classmethod
    def of(cls, made: TotpSetUp) -> TotpSetUpView:
        return cls(secret=made.secret, uri=made.uri)


class PasskeyView(View):
    id: str
    name: str
    created_at: datetime

    @classmethod
    def of(cls, passkey: Passkey) -> PasskeyView:
        return cls(id=passkey.id, name=passkey.name, created_at=passkey.created_at)


class PasskeysView(View):
    items: list[PasskeyView]

    @classmethod
    def of(cls, passkeys: list[Passkey]) -> PasskeysView:
        return cls(items=[PasskeyView.of(passkey) for passkey in passkeys])


class PasskeyOptionsView(View):
    """`options`: PublicKeyCredentialCreationOptionsJSON of WebAuthn."""

    options: dict[str, Any]


class SecondFactorsView(View):
    totp: bool
    passkeys: list[PasskeyView]

    @classmethod
    def of(cls, held: HeldFactors) -> SecondFactorsView:
        return cls(totp=held.totp, passkeys=[PasskeyView.of(passkey) for passkey in held.passkeys])


class StaffMemberView(View):
    """`invited`: they have not used the invitation, which is good for seven days and can be sent again."""

    id: str
    email: str
    invited: bool
    roles: list[Role]

    @classmethod
    def of(cls, member: StaffMember) -> StaffMemberView:
        return cls(
            id=member.identity.id,
            email=member.identity.email,
            invited=member.identity.invited,
            roles=list(member.roles),
        )


class StaffView(View):
    items: list[StaffMemberView]


class ColleagueView(View):
    """`name` is their address where they have given no name."""

    id: str
    name: str

    @classmethod
    def of(cls, member: StaffMember) -> ColleagueView:
        return cls(id=member.identity.id, name=member.identity.name or member.identity.email)


class ColleaguesView(View):
    items: list[ColleagueView]
