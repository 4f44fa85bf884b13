"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from souk.http import Schema
from souk.shop.address_fields import AddressFields
from souk.shopper import contact
from users.domain.address import Address
from users.domain.consent_texts import ConsentKind
from users.domain.guests import GuestWish
from users.domain.identity import normal_email
from users.domain.passwords import MAX_PASSWORD, MIN_PASSWORD
from users.doors.consents.schemas import AgreedTo

# Cognito takes 128 characters. What comes after the form is proved by the code that is sent there.
Email = Annotated[contact.Email, Field(max_length=128), AfterValidator(normal_email)]
# Not stripped: a space belongs to the password that has it.
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=MAX_PASSWORD)]
NewPassword = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=MIN_PASSWORD, max_length=MAX_PASSWORD)
]
Code = Annotated[str, Field(pattern=r"^\S{1,100}$")]
Name = Annotated[contact.Unlinked, Field(min_length=1, max_length=100, pattern=r"^[^<>]+$")]
Id = Annotated[str, Field(min_length=1, max_length=100)]


class SignUp(Schema):
    email: Email
    password: NewPassword = Field(repr=False)
    name: Name


class Confirm(Schema):
    """The password and name that the account gets: those of the sign-up, or others; and what the person agrees to."""

    email: Email
    code: Code
    password: NewPassword = Field(repr=False)
    name: Name
    locale: Annotated[contact.Locale, Field(default_factory=str, description="BCP 47: what letters are written in")]
    consents: Annotated[list[AgreedTo], Field(max_length=len(ConsentKind), default_factory=list)]


class EmailOnly(Schema):
    email: Email


class ConfirmWish(Schema):
    """`token` is what the link of the letter carries."""

    token: Annotated[str, Field(min_length=1, max_length=100, repr=False)]
    wish: GuestWish


class SignIn(Schema):
    email: Email
    password: Password = Field(repr=False)


class Reset(Schema):
    email: Email
    code: Code
    password: NewPassword = Field(repr=False)


class ChangePassword(Schema):
    current: Password = Field(repr=False)
    new: NewPassword = Field(repr=False)


class ChangeEmail(Schema):
    email: Email
    password: Password = Field(repr=False)


class CloseAccount(Schema):
    password: Password = Field(repr=False)


class ConfirmEmail(Schema):
    code: Code


class EndSessions(Schema):
    """`keep_current` false ends the session that asks, too."""

    keep_current: bool = True


class ChangeProfile(Schema):
    """What is left out stays as it is."""

    # A factory, as a plain "" would stand in the OpenAPI document as a default that the pattern refuses.
    name: Annotated[Name, Field(default_factory=str)]
    locale: Annotated[contact.Locale, Field(default_factory=str)]


class AddressRequest(AddressFields):
    """What the country asks for is in the rules of `souk.address`."""

    is_default: bool = False

    def address(self, address_id: str) -> Address:
        """Raises InvalidInput when the country asks for more."""
        return Address(id=address_id, **self.settled())


class CustomersQuery(Schema):
    """The whole address; searching by a part of it is the back office's own list."""

    email: Email


class BlockRequest(Schema):
    """`reason` belongs to the person's data: they read it in the copy they may ask for."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


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
