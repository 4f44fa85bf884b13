"""The document of promotions as it is published: what a shop takes off its prices, for whom, and when.

Times are RFC 3339 in UTC to the millisecond, empty for without end, and compare as text. Shares are basis points (1000
is 10 %). Amounts come once a currency; in a currency that a promotion names no amount of, it does not apply.
What the engine makes of it is in `souk.pricing.promotions`; `docs/pricing.md` says it in words.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from souk.events.common import SELDOM, EventData

MAX_PROMOTIONS = 200
_MAX_NAMED = 500

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Named = Annotated[list[Annotated[str, Field(min_length=1, max_length=300)]], Field(max_length=_MAX_NAMED), SELDOM]
Moment = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)?$")]
Share = Annotated[int, Field(ge=0, le=10_000)]
Units = Annotated[int, Field(ge=0, le=10_000)]


class PromotionPrice(EventData):
    """An amount of money that a promotion names: whole minor units, never below zero."""

    amount: Annotated[int, Field(ge=0, le=10**12)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


Prices = Annotated[list[PromotionPrice], Field(max_length=20), SELDOM]
SomePrices = Annotated[list[PromotionPrice], Field(min_length=1, max_length=20)]


class NamedGoods(EventData):
    """Goods: those named one by one, and those that have something of each kind that is named."""

    products: Named = []
    skus: Named = []
    categories: Named = []  # ids; those below them count
    tags: Named = []
    vendors: Named = []


class GoodsSelection(NamedGoods):
    """Which goods of a cart are meant: all when nothing is named, and never those of `without`."""

    without: Annotated[NamedGoods | None, SELDOM] = None


class PercentageOff(EventData):
    """A share of what the goods cost, together no more than `at_most`."""

    kind: Literal["percentage"]
    items: GoodsSelection = GoodsSelection()
    share: Annotated[Share, Field(ge=1)]
    at_most: Prices = []


class AmountOff(EventData):
    """An amount off the goods together, or off each unit of them; no more than they cost."""

    kind: Literal["amount"]
    items: GoodsSelection = GoodsSelection()
    amounts: SomePrices
    each: bool = False


class FixedPrice(EventData):
    """Each unit costs so much, unless it costs less already."""

    kind: Literal["fixed_price"]
    items: GoodsSelection = GoodsSelection()
    prices: SomePrices


class Bundle(EventData):
    """Every `quantity` units cost `prices` together: the dearest go into bundles first."""

    kind: Literal["bundle"]
    items: GoodsSelection = GoodsSelection()
    quantity: Annotated[Units, Field(ge=2)]
    prices: SomePrices


class BuyAndGet(EventData):
    """For every `buy` units of `items`, `get` units of `getting` cost `share` less: the cheapest of them. Without
    `getting` they are of `items` too, so that 2 and 1 of them make three for the price of two. No more than `times`,
    unless that is 0.
    """

    kind: Literal["buy_get"]
    items: GoodsSelection = GoodsSelection()
    buy: Annotated[Units, Field(ge=1)]
    getting: GoodsSelection | None = None
    get: Annotated[Units, Field(ge=1)]
    share: Annotated[Share, Field(ge=1)] = 10_000
    times: Units = 0


class TierStep(EventData):
    """From so many units, or from such a value on: a share, or an amount off."""

    quantity: Annotated[Units, SELDOM] = 0
    value: Prices = []
    share: Annotated[Share, SELDOM] = 0
    amounts: Prices = []


class Tiers(EventData):
    """The more of the goods, the more is taken off them: the highest step that is reached counts."""

    kind: Literal["tiers"]
    items: GoodsSelection = GoodsSelection()
    steps: Annotated[list[TierStep], Field(min_length=1, max_length=20)]


class ShippingOff(EventData):
    """The delivery costs a share or an amount less, or `prices` at most; by `methods`, by any when none is named."""

    kind: Literal["shipping"]
    share: Annotated[Share, SELDOM] = 0
    amounts: Prices = []
    prices: Prices = []
    methods: Named = []


class Gift(EventData):
    """So many units of a SKU are free when they are in the cart."""

    kind: Literal["gift"]
    sku: Annotated[str, Field(min_length=1, max_length=64)]
    quantity: Annotated[Units, Field(ge=1)] = 1


Effect = Annotated[
    PercentageOff | AmountOff | FixedPrice | Bundle | BuyAndGet | Tiers | ShippingOff | Gift,
    Field(discriminator="kind"),
]


class PromotionMinimum(EventData):
    """So many units, and goods of such a value at list prices, of what `of` selects."""

    quantity: Annotated[Units, SELDOM] = 0
    value: Prices = []
    of: GoodsSelection = GoodsSelection()


class PromotionConditions(EventData):
    """All of what is named holds. `countries` are where it is sent to, by ISO 3166-1 alpha-2. `channels`: "shop" is the
    storefront, "staff" what staff draft for somebody. `customer_groups`, by their ids: whoever is in one of them.
    """

    minimum: Annotated[PromotionMinimum | None, SELDOM] = None
    countries: Annotated[list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]], Field(max_length=250), SELDOM] = []
    channels: Annotated[list[Literal["shop", "staff"]], SELDOM] = []
    first_order: Annotated[bool, SELDOM] = False
    customer_groups: Named = []


class PromotionLimits(EventData):
    """In how many orders it is used, by all and by one person; 0 is without limit."""

    total: Annotated[int, Field(ge=0, le=10**9)] = 0
    per_person: Annotated[int, Field(ge=0, le=10**6)] = 0


class Promotion(EventData):
    """`name` is what shoppers see of it. By `trigger`, everybody has it or who gives a code of it. Those of a higher
    `priority` go first. `exclusive`: never together with another. `budget` is what all orders together have of it.
    """

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=80)]
    trigger: Literal["automatic", "code"] = "automatic"
    scope: Literal["cart", "catalogue"] = "cart"
    since: Moment = ""
    until: Moment = ""
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    combination: Literal["stackable", "exclusive"] = "stackable"
    effect: Effect
    conditions: PromotionConditions = PromotionConditions()
    limits: Annotated[PromotionLimits | None, SELDOM] = None
    budget: Prices = []


class Promotions(EventData):
    """All promotions of a shop: those that are over, on, and yet to come."""

    promotions: Annotated[list[Promotion], Field(max_length=MAX_PROMOTIONS)] = []
