"""HTTP: what a cart would cost by promotions that are being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AwareDatetime, Field, ValidationError

from orders.compose import services
from orders.doors.checkout_views import QuoteView
from orders.doors.router import api
from souk.address.check import destination_of
from souk.errors import InvalidInput, OutOfStock
from souk.http import Request, Schema
from souk.staff.permissions import Permission

if TYPE_CHECKING:
    from souk.events.rules.promotions import Promotions

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class ExampleLine(Schema):
    sku: Annotated[str, Field(min_length=1, max_length=100)]
    quantity: Annotated[int, Field(ge=1, le=999)]


class PromotionTrialBody(Schema):
    """`promotions` is the document as it is written at `/admin/rates/promotions`. `unlocked` are ids of its promotions,
    as if codes of them were given.
    """

    promotions: dict[str, Any]
    lines: Annotated[list[ExampleLine], Field(min_length=1, max_length=50)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
    region: Annotated[str, Field(max_length=100)] = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    code: Annotated[str, Field(max_length=60)] = ""
    unlocked: Annotated[list[Annotated[str, Field(pattern=_ID, max_length=60)]], Field(max_length=20)] = []
    shipping_method: Annotated[str, Field(max_length=60, description="The cheapest one where nothing is said")] = ""
    channel: Literal["shop", "staff"] = "shop"
    first_order: Annotated[bool, Field(description="As if it were the first of whoever orders")] = True
    customer_groups: Annotated[
        list[Annotated[str, Field(pattern=_ID, max_length=60)]],
        Field(max_length=20, description="As if whoever orders were in these groups of customers"),
    ] = []
    at: Annotated[AwareDatetime | None, Field(description="When it would be ordered; now where nothing is said")] = None


@api.post(
    "/admin/promotions/trial",
    body=PromotionTrialBody,
    response=QuoteView,
    needs=Permission.RATES_READ,
    errors=(InvalidInput, OutOfStock),
    summary="What a cart would cost by promotions that are being written",
)
def try_promotions(request: Request[PromotionTrialBody, None]) -> QuoteView:
    """Priced by what prices every cart. The promotions are checked as a draft is, and stored nowhere; their limits and
    budgets count as unused.
    """
    # Imported here: only staff need it.
    from orders.usecases.trying.promotions import ExampleCart

    body = request.body
    quantities: dict[str, int] = {}
    for line in body.lines:
        quantities[line.sku] = quantities.get(line.sku, 0) + line.quantity
    example = ExampleCart(
        quantities,
        destination_of(body.country, body.region, body.postal_code),
        body.code,
        tuple(body.unlocked),
        body.shipping_method,
        body.channel,
        body.at,
        first_order=body.first_order,
        customer_groups=frozenset(body.customer_groups),
    )
    quote = services().promotion_trial.quote(_read(body.promotions), example)
    return QuoteView.of(quote, (), services().orders.unpayable)


def _read(document: dict[str, Any]) -> Promotions:
    """Its shape is checked here, and not by the route's schema: the models of promotions are more than all else that
    the API loads, and only staff need them.
    """
    from souk.events.rules.promotions import Promotions

    try:
        return Promotions.model_validate(document, extra="forbid")
    except ValidationError as error:
        told = {".".join(str(part) for part in each["loc"]): each["msg"] for each in error.errors()}
        raise services().promotion_trial.refusal(told) from None
