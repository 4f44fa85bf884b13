"""The events of products. They tell what shoppers may see: a draft makes none, and leaving the shop is `archived`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from products.domain import text
from products.domain.product import Product
from products.domain.stock import StockLevel
from souk import clock
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.products import PlannedPrice, ProductRemoved, ProductSnapshot, VariantSnapshot
from souk.money import Money


def of(before: Product | None, after: Product, levels: Mapping[str, StockLevel]) -> list[Event]:
    if after.is_published:
        first = before is None or before.published_at is None
        event_type = "product.created" if first else "product.updated"
        data = snapshot(after, levels, before)
        return [new_event(event_type, aggregate_id=after.id, aggregate_version=after.version, data=data)]
    if before is not None and before.is_published:
        removed = ProductRemoved(product_id=after.id, handle=after.handle)
        return [new_event("product.archived", aggregate_id=after.id, aggregate_version=after.version, data=removed)]
    return []


def snapshot(product: Product, levels: Mapping[str, StockLevel], before: Product | None) -> ProductSnapshot:
    shown = product.at(product.updated_at)
    content = shown.content
    cost = _cost(before) if before and before.is_published else {}
    later = {moment: product.at(moment) for moment in product.switches}
    names = [option.name for option in content.options]
    return ProductSnapshot(
        product_id=product.id,
        handle=product.handle,
        title=content.title,
        description=text.plain(content.description_html),
        vendor=content.vendor,
        product_type=content.product_type,
        categories=[ref.id for ref in product.categories],
        category_names=[ref.name for ref in product.categories],
        tags=list(content.tags),
        status=content.status.value,
        image=product.image,
        variants=[
            VariantSnapshot(
                sku=variant.sku,
                title=variant.title,
                options=dict(zip(names, variant.options, strict=True)),
                price=Amount.of(variant.price),
                price_before=Amount.of(cost[variant.sku])
                if cost.get(variant.sku, variant.price) != variant.price
                else None,
                compare_at=Amount.of(beside.price) if beside else None,
                price_per_measure=Amount.of(per.price) if per else None,
                measure=per.per.value if per else "",
                list_price=Amount.of(beside.listed) if beside and beside.listed else None,
                later=_later(variant.sku, later),
                compare_at_kind=beside.kind.value if beside else "",
                barcode=variant.barcode,
                available=max(levels[variant.sku].available, 0) if variant.sku in levels else 0,
                backorder=variant.backorder,
                for_sale=levels[variant.sku].for_sale if variant.sku in levels else 0,
                available_from=variant.available_from,
            )
            for variant, beside, per in ((each, shown.comparison(each), each.per_measure) for each in content.variants)
        ],
        created_at=clock.isoformat(product.published_at or product.created_at),
        updated_at=clock.isoformat(product.updated_at),
    )


def _cost(product: Product) -> dict[str, Money]:
    """What shoppers were told that its SKUs cost when it was written last: what has changed by itself since was not."""
    return {variant.sku: variant.price for variant in product.at(product.updated_at).content.variants}


def _later(sku: str, shown: Mapping[datetime, Product]) -> list[PlannedPrice]:
    planned = []
    for moment, product in shown.items():
        variant = product.variant(sku)
        if variant is not None:
            beside, per = product.comparison(variant), variant.per_measure
            planned.append(
                PlannedPrice(
                    since=clock.isoformat(moment),
                    price=Amount.of(variant.price),
                    compare_at=Amount.of(beside.price) if beside else None,
                    compare_at_kind=beside.kind.value if beside else "",
                    list_price=Amount.of(beside.listed) if beside and beside.listed else None,
                    price_per_measure=Amount.of(per.price) if per else None,
                )
            )
    return planned
