"""What the shop in memory sells."""

from __future__ import annotations

from products import compose
from products.product import Content, Variant
from products.stock import Cause
from products.workflow.editing import Delivery
from souk import clock
from souk.money import Money
from tests.support.world.world import World


def stock_up(world: World, **units: int) -> None:
    """A product for each SKU, with so many units; a SKU that ends in B may be sold when none is left."""
    with world.inside("ProductsImporter"):
        for position, (sku, quantity) in enumerate(units.items()):
            price = Money(1000 + 250 * position, "EUR")
            variant = Variant(sku=sku, price=price, backorder=sku.endswith("B"), weight_grams=200)
            content = Content(title=f"Bowl {sku}", category=("Kitchen",), variants=(variant,))
            cause = Cause(actor="import:world", at=clock.now(), reason="first stock")
            compose.editor().put(
                Delivery(
                    handle=f"bowl-{sku.lower()}",
                    content=content,
                    quantities={sku: quantity},
                    set_stock=False,
                    cause=cause,
                )
            )
