"""What the HTTP routes take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from orders.domain.details import Address
from orders.usecases.letters import Repeatable
from orders.usecases.shown import Amounts, Shown, ShownLine
from souk.address.check import destination_of
from souk.address.destination import Destination
from souk.http import ListQuery, Schema
from souk.money import Money
from souk.shop.address_fields import AddressFields
from souk.shopper.contact import Email, Locale, unlinked
from souk.taxes.business import LONGEST

if TYPE_CHECKING:
    from orders.domain.editing.edits import EditWish
    from orders.usecases.editing.edits import Adding

# More than a cart can have, so that a page never loses its order over a limit of the cart that was raised.
MAX_SHOWN_LINES = 100
# As many promotions as a shop can have.
MAX_SHOWN_REDUCTIONS = 200
Text = Annotated[str, Field(min_length=1, max_length=100)]
Extra = Annotated[str, Field(max_length=100)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
ListedState = Literal["AWAITING_PAYMENT", "PAID", "DELIVERED", "CANCELLED", "EXPIRED"]


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

    def destination(self) -> Destination:
        return destination_of(self.country, self.region, self.postal_code)


class MoneyBody(Schema):
    amount: Annotated[int, Field(ge=0, description="Minor units, for instance cents")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    def money(self) -> Money:
        return Money(self.amount, self.currency)


class ShownLineBody(Schema):
    sku: Text
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    unit_price: MoneyBody


def _each_once(lines: list[ShownLineBody]) -> list[ShownLineBody]:
    if len({line.sku for line in lines}) < len(lines):
        raise ValueError("a product is there twice")
    return lines


class ShownBody(Schema):
    """The cart as the shopper sees it, from one answer of `GET /cart`. Anything else is refused: 409 `cart_changed` or
    `price_changed`, with `changes`."""

    cart_version: Annotated[int, Field(strict=True, ge=0, description="The cart's `version`")]
    lines: Annotated[list[ShownLineBody], Field(max_length=MAX_SHOWN_LINES), AfterValidator(_each_once)]

    def shown(self) -> Shown:
        return Shown(
            self.cart_version,
            tuple(ShownLine(line.sku, line.quantity, line.unit_price.money()) for line in self.lines),
        )


VatSeal = Annotated[str, Field(max_length=LONGEST, description="`seal` of `POST /checkout/vat-number`, of a business")]
TypedCodes = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=40)]],
    Field(max_length=5, description="Codes of gift cards, which pay in this order"),
]


class ShownReductionBody(Schema):
    promotion_id: Text
    amount: MoneyBody


class CreditBody(ShownBody):
    """`store_credit`: that of who is signed in pays, too, after the gift cards."""

    gift_cards: TypedCodes = []
    store_credit: bool = False


class QuoteBody(CreditBody):
    shipping_address: QuoteAddress
    shipping_method: Text = "standard"
    vat_seal: VatSeal = ""
    payment_method: Annotated[
        str, Field(max_length=100, description="How the rest is to be paid: gift cards leave as much as it takes")
    ] = ""


class MemberCheckoutBody(CreditBody):
    """`expected_total`, and shipping and tax where they are given, are what the shopper was shown; others are refused,
    never charged."""

    shipping_address: AddressBody
    shipping_method: Text
    payment_method: Annotated[Text, Field(description="One of those that `GET /checkout/options` names")]
    expected_total: MoneyBody
    expected_shipping: MoneyBody | None = None
    expected_tax: MoneyBody | None = None
    expected_reductions: (
        Annotated[
            list[ShownReductionBody],
            Field(max_length=MAX_SHOWN_REDUCTIONS, description="The quote's `reductions`; a refusal says what changed"),
        ]
        | None
    ) = None
    expected_due: Annotated[MoneyBody | None, Field(description="Of the quote's `due`, beside gift cards")] = None
    notes: Annotated[str, Field(max_length=500), AfterValidator(unlinked)] = ""
    # A factory, as a plain "" would stand in the OpenAPI document as a default that the pattern refuses.
    locale: Annotated[Locale, Field(default_factory=str, description="BCP 47: what the order's letters are written in")]
    digital_consent: Annotated[
        str,
        Field(
            max_length=20,
            description="`version` of the quote's `digital_consent`, if the shopper has ticked its words; never ticked "
            "for them",
        ),
    ] = ""
    pickup_point: Annotated[
        str,
        Field(max_length=2000, description="`seal` of one of `GET /pickup-points`, for the way of delivery `point`"),
    ] = ""

    vat_seal: VatSeal = ""

    def amounts(self) -> Amounts:
        shipping, tax, reductions = self.expected_shipping, self.expected_tax, self.expected_reductions
        return Amounts(
            self.expected_total.money(),
            shipping.money() if shipping else None,
            tax.money() if tax else None,
            None if reductions is None else {each.promotion_id: each.amount.money() for each in reductions},
        )


class GuestCheckoutBody(MemberCheckoutBody):
    email: Email


class AccessLinkBody(Schema):
    email: Annotated[Email, Field(description="The address that the order's letters go to")]


class OrderLookUpBody(AccessLinkBody):
    order_number: Annotated[str, Field(min_length=1, max_length=40)]


class AccessCodeBody(Schema):
    code: Annotated[str, Field(min_length=1, max_length=200, description="What follows #code= in the link")]


class CancelledLineBody(Schema):
    sku: Text
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]


class LoweredPriceBody(Schema):
    sku: Text
    price: Annotated[MoneyBody, Field(description="Of a unit, lower than now")]


class AddedLineBody(Schema):
    sku: Text
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    price: Annotated[MoneyBody | None, Field(description="Of a unit, as agreed; without it the catalogue's")] = None


Named = TypeVar("Named", list[CancelledLineBody], list[LoweredPriceBody], list[AddedLineBody])


def _named_once(lines: Named) -> Named:
    if len({line.sku for line in lines}) < len(lines):
        raise ValueError("a product is there twice")
    return lines


class CancelBody(Schema):
    """Without `lines` all of the order. `preview`: nothing is cancelled, and the answer is the order as it would be."""

    reason: Annotated[str, Field(max_length=200)] = ""
    lines: (
        Annotated[list[CancelledLineBody], Field(min_length=1, max_length=MAX_SHOWN_LINES), AfterValidator(_named_once)]
        | None
    ) = None
    preview: bool = False

    def units(self) -> dict[str, int]:
        """By SKU; empty for all of the order."""
        return {line.sku: line.quantity for line in self.lines or ()}


class EditBody(Schema):
    """What is left out stays as it is. `preview`: nothing is changed, and the answer is the order as it would be.

    `add` becomes an order of its own. `expected_due` is what was shown that it costs with its delivery and tax; another
    sum is refused.
    """

    remove: Annotated[list[CancelledLineBody], Field(max_length=MAX_SHOWN_LINES), AfterValidator(_named_once)] = []
    prices: Annotated[list[LoweredPriceBody], Field(max_length=MAX_SHOWN_LINES), AfterValidator(_named_once)] = []
    shipping: Annotated[MoneyBody | None, Field(description="Of the delivery, lower than now")] = None
    add: Annotated[list[AddedLineBody], Field(max_length=MAX_SHOWN_LINES), AfterValidator(_named_once)] = []
    added_shipping: Annotated[
        MoneyBody | None, Field(description="Of the delivery of what is added; free without it")
    ] = None
    expected_due: MoneyBody | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200, description="For the staff; no shopper reads it")]
    preview: bool = False

    @model_validator(mode="after")
    def _looked_at(self) -> EditBody:
        if self.add and self.expected_due is None and not self.preview:
            raise ValueError("say what was shown that the added units cost (expected_due)")
        if not self.add and (self.added_shipping or self.expected_due):
            raise ValueError("nothing is added that could cost something")
        return self

    def change(self) -> EditWish:
        # Imported here: only staff need it.
        from orders.domain.editing.edits import EditWish

        return EditWish(
            {line.sku: line.quantity for line in self.remove},
            {line.sku: line.price.money() for line in self.prices},
            self.shipping.money() if self.shipping else None,
        )

    def adding(self) -> Adding | None:
        """None when nothing is added."""
        # Imported here: only staff need it.
        from orders.usecases.editing.edits import Adding

        if not self.add:
            return None
        return Adding(
            {line.sku: line.quantity for line in self.add},
            {line.sku: line.price.money() for line in self.add if line.price},
            self.added_shipping.money() if self.added_shipping else None,
            self.expected_due.money() if self.expected_due and not self.preview else None,
        )


class CorrectionBody(Schema):
    """What is left out stays as it is."""

    email: Email | None = None
    shipping_address: AddressBody | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ReviewBody(Schema):
    reason: Annotated[str, Field(max_length=200)] = ""


class LetterBody(Schema):
    kind: Annotated[Repeatable, Field(strict=False)]


class WhereQuery(Schema):
    country: Country
    region: Extra = ""
    postal_code: Extra = ""

    def destination(self) -> Destination:
        return destination_of(self.country, self.region, self.postal_code)


class ReadLineBody(Schema):
    sku: Text
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]


class ReadStatementBody(Schema):
    """What staff take a withdrawal in words for: `lines` it is from, or in `answer`, to the shopper, why it has no
    effect.
    """

    statement: Text
    lines: Annotated[list[ReadLineBody], Field(max_length=MAX_SHOWN_LINES)] = []
    answer: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _either(self) -> ReadStatementBody:
        if bool(self.lines) == bool(self.answer.strip()):
            raise ValueError("say which lines it is from, or why it has no effect")
        if len({line.sku for line in self.lines}) < len(self.lines):
            raise ValueError("a product is there twice")
        return self


class StateQuery(ListQuery):
    state: Annotated[
        ListedState | None,
        Field(
            description="One that has a list of its own; GET /admin/backoffice/orders has lists of those on the way "
            "to the door, too"
        ),
    ] = None
    suspicious: Annotated[bool, Field(description="Only orders that somebody should look at before they are sent")] = (
        False
    )
    unread: Annotated[
        bool,
        Field(
            description="Only orders of which a withdrawal in words waits to be read, the one that waits longest "
            "first; the other filters do not count"
        ),
    ] = False
