"""What the routes of drafts take and answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from orders.domain.drafting.draft import Agreed, DraftContent, DraftLine, OrderDraft
from orders.domain.totals import OrderLine
from orders.doors.checkout_views import ShippingMethodView
from orders.doors.schemas import MAX_SHOWN_LINES, AddressBody, MoneyBody, Text
from orders.doors.views import AddressView, ReductionView, totals_members
from orders.usecases.pricing import Quote
from souk.http import MoneyView, Schema, View
from souk.shopper.contact import Email, Locale, unlinked
from souk.taxes.business import BusinessNumber

if TYPE_CHECKING:
    from orders.usecases.drafting.drafts import Looked


class AgreedBody(Schema):
    """A price that is not the shop's, and why the shopper has it."""

    price: MoneyBody
    reason: Annotated[str, Field(min_length=1, max_length=200)]

    def agreed(self) -> Agreed:
        return Agreed(self.price.money(), self.reason)


class DraftLineBody(Schema):
    sku: Text
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    agreed: Annotated[AgreedBody | None, Field(description="Of one unit; without it the catalogue's price")] = None

    def line(self) -> DraftLine:
        return DraftLine(self.sku, self.quantity, self.agreed.agreed() if self.agreed else None)


def _each_once(lines: list[DraftLineBody]) -> list[DraftLineBody]:
    if len({line.sku for line in lines}) < len(lines):
        raise ValueError("a product is there twice")
    return lines


class DraftBody(Schema):
    """All of a draft. It is for an account (`customer_id`), whose address letters go to, or for a guest (`email`)."""

    lines: Annotated[list[DraftLineBody], Field(min_length=1, max_length=MAX_SHOWN_LINES), AfterValidator(_each_once)]
    email: Email | None = None
    customer_id: Text | None = None
    shipping_address: AddressBody
    shipping_method: Text = "standard"
    agreed_shipping: AgreedBody | None = None
    notes: Annotated[str, Field(max_length=500), AfterValidator(unlinked)] = ""
    locale: Annotated[Locale, Field(default_factory=str, description="BCP 47: what the order's letters are written in")]
    vat_number: Annotated[
        str,
        Field(
            max_length=40, description="Of a business: it is looked up when the draft is saved. Empty for a consumer"
        ),
    ] = ""

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if (self.email is None) == (self.customer_id is None):
            raise ValueError("say either an e-mail address or a customer's account")
        return self

    def wish(self) -> DraftContent:
        return DraftContent(
            lines=tuple(line.line() for line in self.lines),
            address=self.shipping_address.address(),
            shipping_method=self.shipping_method,
            email=self.email or "",
            user_id=self.customer_id or "",
            shipping=self.agreed_shipping.agreed() if self.agreed_shipping else None,
            notes=self.notes,
            locale=self.locale,
        )


class DraftOrderBody(Schema):
    """`expected_total` is what was shown of the draft; another is refused, never charged."""

    payment_method: Annotated[Text, Field(description="One of those that `GET /checkout/options` names")]
    expected_total: MoneyBody


class AgreedPriceView(View):
    price: MoneyView
    reason: str

    @classmethod
    def of(cls, agreed: Agreed | None) -> AgreedPriceView | None:
        return cls(price=MoneyView.of(agreed.price), reason=agreed.reason) if agreed else None


class DraftBusinessView(View):
    """The VAT number that it is ordered under. `confirmed`: the register of the European Union (VIES) knew it on the
    day `asked_on`, under its own number `consultation`. Where it did not answer, tax is charged as of a consumer;
    saving the draft asks again.
    """

    number: str
    confirmed: bool
    consultation: str
    asked_on: date | None

    @classmethod
    def of(cls, business: BusinessNumber | None) -> DraftBusinessView | None:
        if business is None:
            return None
        return cls(
            number=business.number,
            confirmed=business.confirmed,
            consultation=business.consultation,
            asked_on=date.fromisoformat(business.asked_on) if business.asked_on else None,
        )


class DraftLineView(View):
    """`unit_price` and `total` are what it costs now, and null while the draft has an `obstacle`; `available` is how
    many are for sale, null where that has no bound or is not known.
    """

    sku: str
    quantity: int
    agreed: AgreedPriceView | None
    title: str
    variant_title: str
    image: str
    unit_price: MoneyView | None
    total: MoneyView | None
    reductions: list[ReductionView]
    available: int | None

    @classmethod
    def of(cls, line: DraftLine, quoted: OrderLine | None, available: int | None) -> DraftLineView:
        return cls(
            sku=line.sku,
            quantity=line.quantity,
            agreed=AgreedPriceView.of(line.agreed),
            title=quoted.title if quoted else "",
            variant_title=quoted.variant_title if quoted else "",
            image=quoted.image if quoted else "",
            unit_price=MoneyView.of(quoted.unit_price) if quoted else None,
            total=MoneyView.of(quoted.total) if quoted else None,
            reductions=ReductionView.all(quoted.reductions) if quoted else [],
            available=available,
        )


class DraftSumsView(View):
    """`shipping_methods`: every way to send it there, at the shop's prices."""

    subtotal: Annotated[MoneyView, Field(description="What the lines cost, less what promotions take off them")]
    discount: Annotated[MoneyView, Field(description="What promotions take off the lines")]
    shipping_reduction: Annotated[MoneyView, Field(description="What promotions have taken off `shipping` already")]
    reductions: Annotated[list[ReductionView], Field(description="What each promotion takes off, all together")]
    shipping: MoneyView
    tax: MoneyView
    tax_included: bool
    total: MoneyView
    shipping_methods: list[ShippingMethodView]

    @classmethod
    def of(cls, quote: Quote) -> DraftSumsView:
        return cls(shipping_methods=ShippingMethodView.all(quote.rates), **totals_members(quote.totals, quote.lines))


class ListedDraftView(View):
    """`name` is that of the address, and `email` null for an account. Of one that is an order (`order_id`), the order
    says who and what; both are deleted at `expires_at`.
    """

    id: str
    made_by: str
    made_at: AwareDatetime
    changed_at: AwareDatetime
    expires_at: AwareDatetime
    name: str
    email: str | None
    customer_id: str | None
    units: int
    order_id: str | None

    @classmethod
    def listed(cls, draft: OrderDraft) -> ListedDraftView:
        return cls(**_members(draft))


class DraftView(ListedDraftView):
    """A draft and what it costs now. `obstacle` says why it cannot be ordered as it is; `sums` are null then, and once
    it is an order.
    """

    version: int
    lines: list[DraftLineView]
    shipping_address: AddressView | None
    shipping_method: str
    agreed_shipping: AgreedPriceView | None
    notes: str
    locale: str
    business: DraftBusinessView | None
    sums: DraftSumsView | None
    obstacle: str | None
    order_number: str | None

    @classmethod
    def of(cls, looked: Looked) -> DraftView:
        draft, quote = looked.draft, looked.quote
        wish = draft.wish
        quoted = {line.sku: line for line in quote.lines} if quote else {}
        available = quote.available if quote else {}
        return cls(
            **_members(draft),
            version=draft.version,
            lines=[
                DraftLineView.of(line, quoted.get(line.sku), available.get(line.sku))
                for line in (wish.lines if wish else ())
            ],
            shipping_address=AddressView.of(wish.address) if wish else None,
            shipping_method=wish.shipping_method if wish else "",
            agreed_shipping=AgreedPriceView.of(wish.shipping) if wish else None,
            notes=wish.notes if wish else "",
            locale=wish.locale if wish else "",
            business=DraftBusinessView.of(wish.business) if wish else None,
            sums=DraftSumsView.of(quote) if quote else None,
            obstacle=looked.obstacle.message if looked.obstacle else None,
            order_number=looked.order_number or None,
        )


def _members(draft: OrderDraft) -> dict[str, Any]:
    wish = draft.wish
    return {
        "id": draft.id,
        "made_by": draft.by,
        "made_at": draft.made_at,
        "changed_at": draft.changed_at,
        "expires_at": draft.ends_at,
        "name": wish.address.name if wish else "",
        "email": (wish.email or None) if wish else None,
        "customer_id": (wish.user_id or None) if wish else None,
        "units": sum(line.quantity for line in wish.lines) if wish else 0,
        "order_id": draft.order_id or None,
    }
