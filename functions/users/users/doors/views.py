"""People, their addresses and their history as the HTTP routes show them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Literal

from souk.http import MoneyView, Page, View
from souk.permissions import Permission, Role, permissions_of, roles_of
from users.domain.activity import Activity, ActivityKind
from users.domain.address import Address, AddressBook
from users.domain.profile import Profile
from users.usecases.accounts import SignedIn


class SignUpView(View):
    """`confirmation` says where the code was sent."""

    user_id: str
    confirmation: Literal["email"] = "email"


class UserView(View):
    id: str
    email: str
    name: str
    groups: list[str]


class SignedInView(View):
    """`expires_in` in seconds. The refresh token is in a cookie that scripts cannot read."""

    access_token: str
    expires_in: int
    user: UserView

    @classmethod
    def of(cls, signed_in: SignedIn) -> SignedInView:
        session = signed_in.session
        return cls(
            access_token=session.access_token,
            expires_in=session.expires_in,
            user=UserView(
                id=session.identity.id,
                email=session.identity.email,
                name=signed_in.profile.name,
                groups=list(session.identity.groups),
            ),
        )


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
        )


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
