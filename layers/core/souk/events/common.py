"""Parts that several events carry."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from souk.money import Money

# Of a member that few events have anything in: it is left out of the others. The row of an order or a parcel keeps its
# events, and costs a write unit more beyond each KB.
SELDOM = Field(exclude_if=lambda value: not value)


class EventData(BaseModel):
    """Base of every event's data. Readers ignore members they do not know: adding one is not a breaking change."""

    # What does not fit is logged; the values, which may be personal, are not.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True)


class Amount(EventData):
    """Money on the wire: integer minor units and an ISO 4217 code."""

    amount: int
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    @classmethod
    def of(cls, money: Money) -> Amount:
        return cls(amount=money.amount, currency=money.currency)

    def money(self) -> Money:
        return Money(self.amount, self.currency)


class LabelledText(EventData):
    """A line of what somebody copies into a form: "IBAN" and its digits."""

    label: str
    value: str


class PostalAddress(EventData):
    name: str
    line1: str
    line2: str = ""
    city: str
    postal_code: str
    region: str = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    phone: str = ""


class PickupPlace(EventData):
    """Where an order is fetched: a location of the shop, with what shoppers are told of it. `hours` are its opening
    hours in the merchant's words.
    """

    location: str
    name: str
    line1: str
    postal_code: str = ""
    city: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    hours: str = ""


class PickupPoint(EventData):
    """A point of a carrier to which a parcel is brought, and where its shopper collects it; `id` is the carrier's.
    `kind` is "shop" or "locker", `hours` its opening hours in the carrier's words.
    """

    carrier: str
    id: str
    kind: str
    name: str
    line1: str
    postal_code: str = ""
    city: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    hours: str = ""


class Reduced(EventData):
    """What a promotion takes off; `name` as the shopper was shown it."""

    promotion_id: str
    name: str
    amount: Amount


class OrderLine(EventData):
    """`total` is what `quantity` units cost at `unit_price`, less `reductions`, what promotions take off them.
    `waiting` of the units were ordered beyond the stock and are not there yet; they were promised for `available_from`,
    a day, which stays once they are.
    """

    sku: str
    quantity: Annotated[int, Field(ge=1)]
    product_id: str
    title: str
    variant_title: str = ""
    image: str = ""
    unit_price: Amount
    total: Amount
    weight_grams: int = 0
    requires_shipping: bool = True
    tax_rate: int | None = None  # in basis points; unknown in older events
    # Why it cannot be withdrawn from (see souk.withdrawal).
    withdrawal_exclusion: Annotated[str, SELDOM] = ""
    waiting: Annotated[int, SELDOM] = 0
    available_from: Annotated[str, SELDOM] = ""
    digital: Annotated[bool, SELDOM] = False  # may have files to download
    reductions: Annotated[list[Reduced], SELDOM] = []
    # Why it bears no tax, by UNTDID 5305 or as a `voucher`; and where it is taxed, if that is not where the order is.
    tax_category: Annotated[str, SELDOM] = ""
    taxed_in: Annotated[str, SELDOM] = ""
    gift_card: Annotated[bool, SELDOM] = False  # a gift card that is bought, of the unit's price
