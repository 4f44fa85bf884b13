"""From the domain to what the HTTP API shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from products.domain.category import Category
from products.domain.exporting import ExportJob
from products.domain.importing import ImportJob
from products.domain.product import Card, Product, Variant
from products.domain.shopify.reader import RowError
from products.domain.stock import Movement, StockLevel
from products.doors.schemas import (
    CategoryRefView,
    CategoryView,
    ImageView,
    MovementView,
    OptionView,
    ProductCard,
    ProductView,
    Seo,
    StaffProductCard,
    StaffProductView,
    StockItem,
    StockLevelView,
    VariantView,
)
from products.doors.schemas_imports import ExportView, ImportErrorView, ImportReport, ImportView
from souk.http import MoneyView
from souk.money import Money


def card(item: Card) -> ProductCard:
    return ProductCard.model_validate(_card(item))


def staff_card(item: Card) -> StaffProductCard:
    return StaffProductCard.model_validate(_card(item) | {"status": item.status})


def product(item: Product, levels: Mapping[str, StockLevel]) -> ProductView:
    return ProductView.model_validate(_product(item, levels))


def staff_product(item: Product, levels: Mapping[str, StockLevel]) -> StaffProductView:
    return StaffProductView.model_validate(
        _product(item, levels)
        | {
            "status": item.content.status,
            "gift_card": item.content.gift_card,
            "version": item.version,
            "created_at": item.created_at,
            "updated_at": item.updated_at,
            "published_at": item.published_at,
        }
    )


def category(item: Category) -> CategoryView:
    return CategoryView(
        id=item.id,
        name=item.name,
        parent_id=item.parent_id,
        position=item.position,
        product_count=item.product_count,
        image=item.image or None,
    )


def stock_item(level: StockLevel) -> StockItem:
    return StockItem(sku=level.sku, available=max(level.available, 0), backorder=level.backorder)


def stock_level(level: StockLevel) -> StockLevelView:
    return StockLevelView(
        sku=level.sku,
        product_id=level.product_id,
        handle=level.handle,
        on_hand=level.on_hand,
        reserved=level.reserved,
        available=level.available,
        over_held=level.over_held,
        backorder=level.backorder,
        threshold=level.threshold,
        version=level.version,
    )


def movement(row: Movement) -> MovementView:
    return MovementView(
        id=row.id,
        kind=row.kind,
        on_hand=row.on_hand,
        reserved=row.reserved,
        at=row.at,
        actor=row.actor,
        reference=row.reference,
        reason=row.reason,
    )


def import_job(job: ImportJob) -> ImportView:
    return ImportView(
        import_id=job.id,
        filename=job.filename,
        mode=job.mode,
        status=job.status,
        created_by=job.created_by,
        created_at=job.created_at,
        updated_at=job.updated_at,
        rows_total=job.rows_total,
        rows_done=job.rows_done,
        products_total=job.products,
        products_created=job.created,
        products_updated=job.updated,
        products_unchanged=job.unchanged,
        products_failed=job.failed,
        error_count=job.errors,
        warning_count=job.warnings,
        failure=job.failure or None,
        resumable_from=job.position.line,
    )


def import_report(job: ImportJob, errors: Iterable[RowError], warnings: Iterable[RowError]) -> ImportReport:
    view = import_job(job).model_dump()
    return ImportReport.model_validate(view | {"errors": _notes(errors), "warnings": _notes(warnings)})


def export_job(job: ExportJob, url: str | None) -> ExportView:
    return ExportView(
        export_id=job.id,
        status=job.status,
        drafts=job.drafts,
        created_by=job.created_by,
        created_at=job.created_at,
        updated_at=job.updated_at,
        products_total=job.total,
        products_done=job.done,
        url=url,
        available_until=job.available_until(),
    )


def _notes(notes: Iterable[RowError]) -> list[ImportErrorView]:
    return [
        ImportErrorView(line=note.line, handle=note.handle, field=note.field, message=note.message) for note in notes
    ]


def _card(item: Card) -> dict[str, object]:
    return {
        "id": item.id,
        "handle": item.handle,
        "title": item.title,
        "image": item.image,
        "price_from": MoneyView.of(item.price_from),
        "price_to": MoneyView.of(item.price_to),
        "compare_at": _optional(item.compare_at),
        "available": item.available,
        "category_ids": list(item.category_ids),
        "vendor": item.vendor,
    }


def _product(item: Product, levels: Mapping[str, StockLevel]) -> dict[str, object]:
    content = item.content
    names = [option.name for option in content.options]
    return {
        "id": item.id,
        "handle": item.handle,
        "title": content.title,
        "description_html": content.description_html,
        "vendor": content.vendor,
        "product_type": content.product_type,
        "tags": list(content.tags),
        "categories": [CategoryRefView(id=ref.id, name=ref.name) for ref in item.categories],
        "images": [
            ImageView(src=image.src, alt=image.alt or content.title, position=position)
            for position, image in enumerate(content.images, 1)
        ],
        "options": [OptionView(name=option.name, values=list(option.values)) for option in content.options],
        "variants": [_variant(variant, names, levels.get(variant.sku)) for variant in content.variants],
        "seo": Seo(title=content.seo_title or content.title, description=content.seo_description),
    }


def _variant(variant: Variant, names: list[str], level: StockLevel | None) -> VariantView:
    return VariantView(
        sku=variant.sku,
        title=variant.title,
        options=dict(zip(names, variant.options, strict=True)),
        price=MoneyView.of(variant.price),
        compare_at=_optional(variant.compare_at),
        available=max(level.available, 0) if level else 0,
        backorder=variant.backorder,
        tracked=variant.tracked,
        weight_grams=variant.weight_grams,
        barcode=variant.barcode,
        image=variant.image or None,
    )


def _optional(money: Money | None) -> MoneyView | None:
    return MoneyView.of(money) if money else None
