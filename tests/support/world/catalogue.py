"""What the shop in memory sells."""

from __future__ import annotations

from dataclasses import replace

from products import compose
from products.domain.product import Content, Image, Option, ProductStatus, Variant
from products.domain.stock import MovementCause
from products.usecases.editing import ImportedProduct
from souk import clock
from souk.money import Money
from tests.support.world.world import World


def stock_up(world: World, **units: int) -> None:
    """A product for each SKU, with so many units. A SKU that ends in B may be sold when none is left, one in P be
    ordered in advance, up to five.
    """
    with world.inside("ProductsImporter"):
        for position, (sku, quantity) in enumerate(units.items()):
            price = Money(1000 + 250 * position, "EUR")
            variant = Variant(sku=sku, price=price, backorder=sku.endswith("B"), weight_grams=200)
            if sku.endswith("P"):
                variant = replace(variant, preorder_units=5, available_from="2030-01-01")
            content = Content(title=f"Bowl {sku}", category=("Kitchen",), variants=(variant,))
            _deliver(f"bowl-{sku.lower()}", content, quantity)


def give_away(world: World, sku: str, quantity: int) -> None:
    """A product that costs nothing."""
    with world.inside("ProductsImporter"):
        variant = Variant(sku=sku, price=Money(0, "EUR"), weight_grams=200)
        _deliver(
            f"bowl-{sku.lower()}", Content(title=f"Bowl {sku}", category=("Kitchen",), variants=(variant,)), quantity
        )


def sell_file(world: World, sku: str, quantity: int, file_id: str) -> None:
    """Digital content, with a file that its buyers download."""
    from products.adapters.store.digital import DynamoDigitalStore
    from products.domain.digital import DigitalFile, FilesOfSku

    with world.inside("ProductsImporter"):
        variant = Variant(
            sku=sku, price=Money(500, "EUR"), requires_shipping=False, withdrawal_exclusion="digital_content"
        )
        content = Content(title=f"Song {sku}", category=("Music",), variants=(variant,))
        _deliver(f"song-{sku.lower()}", content, quantity)
        file = DigitalFile(
            id=file_id,
            object_id=file_id,
            name="song.mp3",
            media_type="audio/mpeg",
            size=5,
            added_at=clock.now(),
        )
        DynamoDigitalStore().save(FilesOfSku(sku=sku, version=1, files=(file,)))


def sell_gift_cards(world: World, sku: str, cents: int) -> None:
    """Gift cards of so much, without end."""
    with world.steps.uncounted(), world.inside("ProductsImporter"):
        variant = Variant(sku=sku, price=Money(cents, "EUR"), requires_shipping=False, tracked=False, backorder=True)
        _deliver(f"gift-{sku.lower()}", Content(title="Gift card", gift_card=True, variants=(variant,)), None)


def reprice(world: World, **prices: int) -> None:
    """From now on a SKU costs so many cents."""
    with world.inside("ProductsImporter"):
        for sku, cents in prices.items():
            product = compose.services().catalogue.by_id(compose.services().inventory.level(sku).product_id).product
            [variant] = product.content.variants
            content = replace(product.content, variants=(replace(variant, price=Money(cents, "EUR")),))
            _deliver(product.handle, content, None)


def move_sku(world: World, sku: str, handle: str, on_hand: int) -> None:
    """A file in which the product of a SKU is archived and another one has it, with so many units counted."""
    with world.inside("ProductsImporter"):
        owner = compose.services().catalogue.by_id(compose.services().inventory.level(sku).product_id).product
        if owner.handle != handle:
            _deliver(owner.handle, replace(owner.content, status=ProductStatus.ARCHIVED), None)
        _deliver(handle, replace(owner.content, status=ProductStatus.ACTIVE), on_hand, set_stock=True)


def stock_up_with_all_there_is_to_say(world: World, sku: str, quantity: int) -> None:
    """A product with a long title, a picture and options, as real ones have."""
    handle = "hand-thrown-stoneware-serving-bowl-with-lid"
    variant = Variant(
        sku=sku,
        price=Money(12_900, "EUR"),
        options=("Midnight blue with a gold rim", "30 cm"),
        weight_grams=2350,
        barcode="4006381333931",
        image=f"media/{handle}-midnight-blue.svg",
    )
    content = Content(
        title="Hand-thrown stoneware serving bowl with lid",
        category=("Home", "Kitchen"),
        options=(Option("Glaze", variant.options[:1]), Option("Diameter", variant.options[1:])),
        variants=(variant,),
        images=(Image(f"media/{handle}.svg", "The bowl on a table"),),
    )
    with world.inside("ProductsImporter"):
        _deliver(handle, content, quantity)


def _deliver(handle: str, content: Content, quantity: int | None, *, set_stock: bool = False) -> None:
    cause = MovementCause(actor="import:world", at=clock.now(), reason="first stock")
    delivery = ImportedProduct(handle=handle, content=content, quantities=[quantity], set_stock=set_stock, cause=cause)
    compose.services().editor.put(delivery)
