"""Lists of products: one card per product and category, so that a list is one query whatever its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pynamodb.pagination import ResultIterator

from products.adapters.store.records import CardRecord
from products.domain import category, finding
from products.domain.prices import measures, moments
from products.domain.prices.comparison import ComparisonKind, PriceComparison
from products.domain.product import Card, CardPrices, Product, ProductStatus
from souk.money import Money

STAFF = "STAFF"
_MAX_SORTABLE = 900


@dataclass(frozen=True, slots=True)
class SortOrder:
    """A way to sort a list: by the table's own key or by an index."""

    index: str
    forward: bool


SORT_ORDERS = {
    "newest": SortOrder("", forward=False),
    "price": SortOrder("gsi1", forward=True),
    "-price": SortOrder("gsi1", forward=False),
    "title": SortOrder("gsi2", forward=True),
}


def query(index: str) -> Callable[..., ResultIterator[CardRecord]]:
    """The query of the table, or of one of its indexes."""
    if index == "gsi1":
        return CardRecord.by_gsi1.query
    return CardRecord.by_gsi2.query if index == "gsi2" else CardRecord.query


def list_pk(category_id: str) -> str:
    return f"LIST#{category_id}"


def listings(product: Product) -> list[str]:
    """The lists shoppers find it in: its category, the categories above, and all. None while unlisted."""
    if not product.is_listed:
        return []
    return [*(ref.id for ref in product.categories), category.ALL]


def public_key(product: Product, category_id: str) -> tuple[str, str]:
    return list_pk(category_id), f"CARD#{_stamp(product.published_at or product.created_at)}#{product.id}"


def public_record(product: Product, card: Card, category_id: str) -> CardRecord:
    pk, sk = public_key(product, category_id)
    record = _record(pk, sk, product, card)
    record.gsi1pk, record.gsi1sk = pk, f"{card.price_from.amount:014d}#{card.id}"
    record.gsi2pk, record.gsi2sk = pk, f"{_sortable(card.title)}#{card.id}"
    return record


def staff_record(product: Product, card: Card) -> CardRecord:
    place = staff_place(product)
    record = _record(STAFF, place, product, card)
    record.gsi1pk, record.gsi1sk = staff_pk(card.status), place.removeprefix("CARD#")
    record.terms = " ".join(finding.terms_of(product)) or None
    return record


def staff_place(product: Product) -> str:
    """The sort key of its card for staff, which stays the same for good."""
    return f"{place_of(product.created_at)}#{product.id}"


def place_of(moment: datetime) -> str:
    """Before the cards for staff of what was made by then."""
    return f"CARD#{_stamp(moment)}"


def staff_pk(status: ProductStatus) -> str:
    return f"{STAFF}#{status.value}"


def card_of(record: CardRecord) -> Card:
    path = tuple(record.category.split(category.SEPARATOR)) if record.category else ()
    prices = _prices(
        [
            record.price_from,
            record.price_to,
            record.compare_at,
            record.compare_kind,
            record.listed,
            record.measure,
        ],
        record.currency,
    )
    return Card(
        id=record.product_id,
        handle=record.handle,
        title=record.title,
        image=record.image or "",
        vendor=record.vendor or "",
        price_from=prices.lowest,
        price_to=prices.highest,
        compare_at=prices.compare_at,
        available=record.available,
        category_ids=tuple(ref.id for ref in category.steps(path)),
        status=ProductStatus(record.status),
        measure=prices.measure,
        later=tuple((moments.of(int(moment)), _prices(told, record.currency)) for moment, *told in record.later or ()),
    )


def _prices(told: Sequence[Any], currency: str) -> CardPrices:
    """Lowest and highest price, what stands beside the lowest with its kind, the price without promotions, the
    measure.
    """
    lowest, highest, compare_at, kind, listed, measure = told

    def money(amount: Any) -> Money:
        return Money(int(amount), currency)

    return CardPrices(
        money(lowest),
        money(highest),
        # Without a kind it is of an earlier version, which asked for no ground.
        PriceComparison(money(compare_at), ComparisonKind(kind), None if listed is None else money(listed))
        if compare_at and kind
        else None,
        measures.parsed(measure) if measure else None,
    )


def _prices_told(prices: CardPrices) -> list[Any]:
    beside = prices.compare_at
    return [
        prices.lowest.amount,
        prices.highest.amount,
        beside.price.amount if beside else None,
        beside.kind.value if beside else None,
        beside.listed.amount if beside and beside.listed else None,
        str(prices.measure) if prices.measure else None,
    ]


def _record(pk: str, sk: str, product: Product, card: Card) -> CardRecord:
    return CardRecord(
        pk,
        sk,
        product_id=card.id,
        handle=card.handle,
        title=card.title,
        image=card.image or None,
        vendor=card.vendor or None,
        price_from=card.price_from.amount,
        price_to=card.price_to.amount,
        compare_at=card.compare_at.price.amount if card.compare_at else None,
        compare_kind=card.compare_at.kind.value if card.compare_at else None,
        currency=card.price_from.currency,
        available=card.available,
        category=category.SEPARATOR.join(product.content.category) or None,
        status=card.status.value,
        measure=str(card.measure) if card.measure else None,
        listed=card.compare_at.listed.amount if card.compare_at and card.compare_at.listed else None,
        later=[[moments.told(moment), *_prices_told(prices)] for moment, prices in card.later] or None,
    )


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S%f}"


def _sortable(title: str) -> str:
    """What a title is sorted by: keys of an index have at most 1,024 bytes (DynamoDB, "Quotas")."""
    return category.slug(title).encode()[:_MAX_SORTABLE].decode(errors="ignore")
