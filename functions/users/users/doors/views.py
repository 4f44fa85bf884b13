"""People, their addresses and their history as the HTTP routes show them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Literal

from souk.http import MoneyView, Page, View
from souk.staff.permissions import Permission, Role, permissions_of, roles_of
from users.domain.activity import Activity, ActivityKind
from users.domain.address import Address, AddressBook
from users.domain.profile import Profile
from users.domain.sessions import Session
from users.usecases.sessions import SignedIn


class SignUpView(View):
    """`confirmation` says where the code was sent. `user_id` leads nowhere: the account comes with the code."""

    user_id: str
    confirmation: Literal["email"] = "email"


class UserView(View):
    """`closes_at` is when the account is erased that the person closes; null for all others."""

    id: str
    email: str
    name: str
    groups: list[str]
    closes_at: datetime | None


class SignedInView(View):
    """`access_token` is good for the shop's own routes, for `expires_in` seconds. What renews it is in a cookie that
    scripts cannot read."""

    access_token: str
    expires_in: int
    user: UserView

    @classmethod
    def of(cls, signed_in: SignedIn) -> SignedInView:
        tokens = signed_in.tokens
        return cls(
            access_token=tokens.bearer,
            expires_in=tokens.expires_in,
            user=UserView(
                id=tokens.identity.id,
                email=tokens.identity.email,
                name=signed_in.profile.name,
                groups=list(tokens.identity.groups),
                closes_at=_closes_at(signed_in.profile),
            ),
        )


class SessionView(View):
    """`used_at` is when it was last renewed, which a page that is open does every quarter of an hour."""

    id: str
    device: str
    started_at: datetime
    used_at: datetime
    current: bool
    second_factor: bool

    @classmethod
    def of(cls, session: Session, current_id: str) -> SessionView:
        return cls(
            id=session.id,
            device=session.device,
            started_at=session.started_at,
            used_at=session.used_at,
            current=session.id == current_id,
            second_factor=session.second_factor,
        )


class SessionsView(View):
    items: list[SessionView]


class ProfileView(UserView):
    """`roles` and `permissions` are what the groups of the token come to; every route for staff says what it needs."""

    roles: list[Role]
    permissions: list[Permission]
    locale: str
    created_at: datetime

    @classmethod
    def of(cls, profile: Profile, groups: frozenset[str]) -> ProfileView:
        return cls(
            id=profile.id,
            email=profile.email,
            name=profile.name,
            groups=sorted(groups),
            roles=sorted(roles_of(groups)),
            permissions=sorted(permissions_of(groups)),
            locale=profile.locale,
            created_at=profile.created_at,
            closes_at=_closes_at(profile),
        )


def _closes_at(profile: Profile) -> datetime | None:
    return profile.closing.due_at if profile.closing else None


class AddressView(View):
    id: str
    is_default: bool
    name: str
    line1: str
    line2: str
    city: str
    postal_code: str
    region: str
    country: str
    phone: str

    @classmethod
    def of(cls, book: AddressBook, address: Address) -> AddressView:
        return cls(is_default=address.id == book.default_id, **asdict(address))


class AddressesView(View):
    items: list[AddressView]


class ActivityView(View):
    """Members that do not apply to the kind are empty."""

    id: str
    kind: ActivityKind
    at: datetime
    order_id: str
    order_number: str
    product_id: str
    handle: str
    title: str
    image: str
    query: str
    tracking_code: str
    tracking_url: str
    reason: str
    amount: MoneyView | None

    @classmethod
    def of(cls, activity: Activity) -> ActivityView:
        return cls.model_validate(activity, from_attributes=True)


ActivityPage = Page[ActivityView]
