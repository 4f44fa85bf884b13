"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from cart.adapters.store import DynamoCarts
from cart.settings import CartSettings
from cart.usecases.carts import Shopping
from cart.usecases.checkouts import Checkouts
from cart.usecases.following import WishlistFollowing
from cart.usecases.ports import CartStore, Catalogue
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.shop.port import PublishedShop
from souk.shop.promotions import KIND as PROMOTIONS
from souk.shop.promotions import ShopPromotions


@dataclass(frozen=True, slots=True)
class Parts:
    carts: CartStore
    catalogue: Callable[[], Catalogue]
    exports: ExportParts
    shop: PublishedShop


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def shopping(self) -> Shopping:
        parts = self.parts
        return Shopping(parts.carts, parts.catalogue(), CartSettings().currency, ShopPromotions(parts.shop))

    @cached_property
    def checkouts(self) -> Checkouts:
        return Checkouts(self.parts.carts)

    @cached_property
    def following(self) -> WishlistFollowing:
        return WishlistFollowing(self.parts.carts)


def real() -> Parts:
    # Imported here: the events it comes with are none of the cart's own.
    from souk.shop.copy import ShopCopy

    return Parts(DynamoCarts(CartSettings().left_after), _catalogue, S3ExportParts(), ShopCopy(PROMOTIONS))


def _catalogue() -> Catalogue:
    # Imported here: the consumer and the servicer need neither a catalogue nor, the one, gRPC.
    from cart.adapters.clients import GrpcCatalogue
    from souk.rpc.channel import LambdaChannel

    return GrpcCatalogue(LambdaChannel(CartSettings().catalogue_function))


services = Held(Services, real)
