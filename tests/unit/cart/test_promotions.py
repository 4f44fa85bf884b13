"""Promotions in the cart: what is shown of them."""

from __future__ import annotations

from cart.domain.cart import Cart
from cart.domain.offer import Offer, VariantCard
from cart.domain.pricing import priced, with_promotions
from cart.doors.views import CartView
from souk.events.rules.promotions import Promotions
from souk.money import Money
from souk.pricing.promotions.engine import Occasion
from souk.pricing.promotions.rules import keys_of
from souk.shop.promotions import ShopPromotions, rules_of
from tests.support.shop import MemoryShop

NOW = Occasion("2026-03-01T12:00:00.000Z")
DOCUMENT = Promotions.model_validate(
    {
        "promotions": [
            {"id": "spring", "name": "Spring", "effect": {"kind": "percentage", "share": 1000}},
            {
                "id": "five",
                "name": "Five",
                "effect": {"kind": "percentage", "share": 2000},
                "conditions": {"minimum": {"quantity": 5}},
            },
        ]
    }
)


def offer(sku: str, available: int = 9) -> Offer:
    card = VariantCard(sku, f"p-{sku}", sku.lower(), sku, "", "", Money(1999, "EUR"))
    return Offer(card, available, keys=keys_of(sku, f"p-{sku}"))


def test_each_line_shows_its_reductions_and_the_sums_fit() -> None:
    offers = {"MUG": offer("MUG"), "GONE": offer("GONE", 0)}
    cart = Cart("guest:1").add(offers["MUG"], 2).add(offers["GONE"], 1)
    shown = CartView.of(with_promotions(priced(cart, offers, "EUR"), offers, rules_of(DOCUMENT), NOW))
    mug, gone = shown.lines
    assert (mug.total.amount, [(each.name, each.amount.amount) for each in mug.reductions]) == (3598, [("Spring", 400)])
    assert gone.reductions == []
    assert (shown.subtotal.amount, shown.discount.amount) == (3598, 400)
    assert [(each.name, each.why, each.missing) for each in shown.missed] == [("Five", "minimum_quantity", 3)]


def test_without_the_catalogue_nothing_is_promised() -> None:
    cart = Cart("guest:1").add(offer("MUG"), 2)
    assert with_promotions(priced(cart, None, "EUR"), None, rules_of(DOCUMENT), NOW).discount.amount == 0


def test_rules_are_made_once_for_each_version() -> None:
    shop = MemoryShop()
    promotions = ShopPromotions(shop)
    assert promotions().promotions == ()
    shop.rules["promotions"], shop.versions["promotions"] = DOCUMENT, 3
    assert promotions() is promotions()
    assert promotions().version == 3
    shop.rules["promotions"], shop.versions["promotions"] = DOCUMENT.model_copy(), 4
    assert promotions().version == 4
