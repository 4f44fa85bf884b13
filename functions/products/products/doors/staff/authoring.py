"""From what staff write of a product to its content."""

from __future__ import annotations

from products.domain import product as rules
from products.domain.product import Content, Image, Option, Variant
from products.domain.shopify.parser import Sanitiser
from products.doors.staff.schemas import ProductBody, VariantBody, category_path
from products.usecases.editing import Authored
from souk.errors import InvalidInput


def authored(
    body: ProductBody, handle: str, currency: str, sanitise: Sanitiser, *, gift_card: bool = False
) -> Authored:
    """The content, which may still be against the rules, and the units of new SKUs. Raises InvalidInput."""
    variants = tuple(_variant(variant, index, handle, currency) for index, variant in enumerate(body.variants))
    options = tuple(
        Option(name, tuple(dict.fromkeys(v.options[index] for v in variants if index < len(v.options))))
        for index, name in enumerate(body.options)
    )
    content = Content(
        title=body.title,
        description_html=sanitise(body.description_html),
        vendor=body.vendor,
        product_type=body.product_type,
        category=category_path(body.category),
        tags=tuple(dict.fromkeys(body.tags)),
        status=body.status,
        options=options,
        variants=variants,
        images=tuple(Image(image.src, image.alt) for image in body.images),
        seo_title=body.seo_title,
        seo_description=body.seo_description,
        gift_card=gift_card if body.gift_card is None else body.gift_card,
        attributes=tuple((attribute.name, attribute.value) for attribute in body.attributes),
    )
    tracked = zip(variants, body.variants, strict=True)
    return Authored(content, {v.sku: given.on_hand for v, given in tracked if given.on_hand and v.tracked})


def _variant(body: VariantBody, index: int, handle: str, currency: str) -> Variant:
    for name, money in (("price", body.price), ("compare_at", body.compare_at)):
        if money is not None and money.currency != currency:
            message = f"prices are in {currency}"
            errors = [{"field": f"variants.{index}.{name}", "code": "currency", "message": message}]
            raise InvalidInput(message, errors=errors)
    options = tuple(body.options)
    return Variant(
        sku=body.sku or rules.derived_sku(handle, options),
        price=body.price.money(),
        options=options,
        compare_at=body.compare_at.money() if body.compare_at else None,
        recommended=body.recommended,
        measure=body.measure.measure() if body.measure else None,
        scheduled=tuple(each.scheduled() for each in body.scheduled_prices),
        backorder=body.backorder or not body.tracked,
        tracked=body.tracked,
        weight_grams=body.weight_grams,
        barcode=body.barcode,
        image=body.image or "",
        requires_shipping=body.requires_shipping,
        tax_class=body.tax_class,
        size_class=body.size_class,
        withdrawal_exclusion=body.withdrawal_exclusion or "",
        preorder_units=body.preorder.units if body.preorder else 0,
        available_from=body.preorder.available_from.isoformat() if body.preorder else "",
    )
