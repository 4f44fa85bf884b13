"""Requests and responses of the users API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from souk import contact
from souk.address.fields import AddressFields
from souk.http import MoneyView, Page, Schema, View
from users.domain.activity import Activity, ActivityKind
from users.domain.address import Address, AddressBook
from users.domain.identity import MAX_PASSWORD, normal_email
from users.domain.profile import Profile
from users.usecases.accounts import SignedIn

# Cognito takes 128 characters. What comes after the form is proved by the code that is sent there.
Email = Annotated[contact.Email, Field(max_length=128), AfterValidator(normal_email)]
# Not stripped: a space belongs to the password that has it.
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=MAX_PASSWORD)]
Code = Annotated[str, Field(pattern=r"^\S{1,100}$")]
Name = Annotated[contact.OneLine, Field(min_length=1, max_length=100, pattern=r"^[^<>]+$")]
Id = Annotated[str, Field(min_length=1, max_length=100)]


class SignUp(Schema):
    email: Email
    password: Password = Field(repr=False)
    name: Name


class SignUpView(View):
    """`confirmation` says where the code was sent."""

    user_id: str
    confirmation: Literal["email"] = "email"


class Confirm(Schema):
    email: Email
    code: Code


class EmailOnly(Schema):
    email: Email


class SignIn(Schema):
    email: Email
    password: Password = Field(repr=False)


class Reset(Schema):
    email: Email
    code: Code
    password: Password = Field(repr=False)


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


class ProfileView(UserView):
    locale: str
    created_at: datetime


class ChangeProfile(Schema):
    """What is left out stays as it is."""

    # A factory, as a plain "" would stand in the OpenAPI document as a default that the pattern refuses.
    name: Annotated[Name, Field(default_factory=str)]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", default_factory=str)]


class AddressRequest(AddressFields):
    """What the country asks for is in the rules of `souk.address`."""

    is_default: bool = False

    def address(self, address_id: str) -> Address:
        """Raises InvalidInput when the country asks for more."""
        return Address(id=address_id, **self.settled())


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


class AddressesView(View):
    items: list[AddressView]


class Glance(Schema):
    """A product that was looked at, or a text that was searched for."""

    kind: Literal["product_viewed", "searched"]
    product_id: Id | None = None
    handle: Annotated[str, Field(max_length=255)] = ""
    title: Annotated[str, Field(max_length=255)] = ""
    image: Annotated[str, Field(max_length=500)] = ""
    query: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _names_its_subject(self) -> Self:
        if self.kind == "product_viewed" and not self.product_id:
            raise ValueError("product_viewed needs a product_id")
        if self.kind == "searched" and not self.query:
            raise ValueError("searched needs a query")
        return self


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


ActivityPage = Page[ActivityView]


def signed_in_view(signed_in: SignedIn) -> SignedInView:
    session = signed_in.session
    return SignedInView(
        access_token=session.access_token,
        expires_in=session.expires_in,
        user=UserView(
            id=session.identity.id,
            email=session.identity.email,
            name=signed_in.profile.name,
            groups=list(session.identity.groups),
        ),
    )


def profile_view(profile: Profile, groups: frozenset[str]) -> ProfileView:
    return ProfileView(
        id=profile.id,
        email=profile.email,
        name=profile.name,
        groups=sorted(groups),
        locale=profile.locale,
        created_at=profile.created_at,
    )


def address_view(book: AddressBook, address: Address) -> AddressView:
    return AddressView(
        id=address.id,
        is_default=address.id == book.default_id,
        name=address.name,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        postal_code=address.postal_code,
        region=address.region,
        country=address.country,
        phone=address.phone,
    )


def activity_view(activity: Activity) -> ActivityView:
    return ActivityView(
        id=activity.id,
        kind=activity.kind,
        at=activity.at,
        order_id=activity.order_id,
        order_number=activity.order_number,
        product_id=activity.product_id,
        handle=activity.handle,
        title=activity.title,
        image=activity.image,
        query=activity.query,
        tracking_code=activity.tracking_code,
        tracking_url=activity.tracking_url,
        reason=activity.reason,
        amount=MoneyView.of(activity.amount) if activity.amount else None,
    )
