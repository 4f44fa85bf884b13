"""What the HTTP routes take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from orders.details import Address
from orders.states import OrderState
from souk.address import AddressFields
from souk.contact import Email
from souk.http import ListQuery, Schema
from souk.money import Money

Text = Annotated[str, Field(min_length=1, max_length=100)]
Extra = Annotated[str, Field(max_length=100)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
Key = Annotated[str, Field(max_length=64, description="The access key a guest was given with the order")]


class AddressBody(AddressFields):
    """What the country asks for is in the rules of `souk.address`."""

    def address(self) -> Address:
        """Raises InvalidInput, with all that is wrong, when no parcel would arrive."""
        return Address(**self.settled(within="shipping_address"))


class QuoteAddress(Schema):
    """As much of an address as a quote needs; the rest may be there already."""

    country: Country
    name: Extra = ""
    line1: Extra = ""
    line2: Extra = ""
    city: Extra = ""
    postal_code: Extra = ""
    region: Extra = ""
    phone: Extra = ""


class QuoteBody(Schema):
    shipping_address: QuoteAddress
    shipping_method: Text = "standard"


class MoneyBody(Schema):
    amount: Annotated[int, Field(ge=0, description="Minor units, for instance cents")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    def money(self) -> Money:
        return Money(self.amount, self.currency)


class MemberCheckoutBody(Schema):
    """`expected_total` is what the shopper was shown; another total is refused, never charged."""

    shipping_address: AddressBody
    shipping_method: Text
    payment_method: Literal["stripe", "manual"]
    expected_total: MoneyBody
    notes: Annotated[str, Field(max_length=500)] = ""


class GuestCheckoutBody(MemberCheckoutBody):
    email: Email


class CancelBody(Schema):
    reason: Annotated[str, Field(max_length=200)] = ""


class CountryQuery(Schema):
    country: Country


class KeyQuery(Schema):
    key: Key = ""


class StateQuery(ListQuery):
    state: OrderState | None = None
