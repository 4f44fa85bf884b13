"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cart.adapters.store import DynamoCarts
from cart.settings import CartSettings
from cart.usecases.carts import Shopping
from cart.usecases.checkouts import Checkouts
from cart.usecases.following import WishlistFollowing
from cart.usecases.ports import CartStore, Catalogue, CodeLookUp, GroupMembers
from souk.compose import Held
from souk.exports.parts import ExportParts, S3ExportParts
from souk.limits.limits import LimitCounters, Limits
from souk.limits.table import DynamoCounters
from souk.shop.markets import KIND as MARKETS
from souk.shop.markets import ShopMarkets
from souk.shop.port import PublishedShop
from souk.shop.promotions import KIND as PROMOTIONS
from souk.shop.promotions import ShopPromotions

if TYPE_CHECKING:
    from cart.usecases.giving_codes import GivingCodes


@dataclass(frozen=True, slots=True)
class Parts:
    carts: CartStore
    catalogue: Callable[[], Catalogue]
    exports: ExportParts
    shop: PublishedShop
    codes: Callable[[], CodeLookUp]
    counters: LimitCounters
    members: Callable[[], GroupMembers]


@dataclass(frozen=True)
class Services:
    parts: Parts

    @cached_property
    def shopping(self) -> Shopping:
        parts = self.parts
        markets = ShopMarkets(parts.shop, CartSettings().currency)
        promotions = ShopPromotions(parts.shop)
        return Shopping(parts.carts, parts.catalogue(), markets, promotions, lambda: self._members, markets.newest)

    @cached_property
    def codes(self) -> GivingCodes:
        # Imported here: few carts have codes.
        from cart.usecases.giving_codes import GivingCodes

        parts = self.parts
        return GivingCodes(parts.carts, self.shopping, parts.codes, Limits(parts.counters))

    @cached_property
    def _members(self) -> GroupMembers:
        return self.parts.members()

    @cached_property
    def checkouts(self) -> Checkouts:
        return Checkouts(self.parts.carts)

    @cached_property
    def following(self) -> WishlistFollowing:
        return WishlistFollowing(self.parts.carts)


def real() -> Parts:
    # Imported here: the events it comes with are none of the cart's own.
    from souk.shop.copy import ShopCopy

    carts = DynamoCarts(CartSettings().left_after)
    return Parts(carts, _catalogue, S3ExportParts(), ShopCopy(PROMOTIONS, MARKETS), _codes, DynamoCounters(), _members)


def _codes() -> CodeLookUp:
    from cart.adapters.clients import GrpcCodes
    from souk.rpc.channel import LambdaChannel

    return GrpcCodes(LambdaChannel(CartSettings().codes_function))


def _members() -> GroupMembers:
    from cart.adapters.clients import GrpcMembers
    from souk.rpc.channel import LambdaChannel

    return GrpcMembers(LambdaChannel(CartSettings().users_function))


def _catalogue() -> Catalogue:
    # Imported here: the consumer and the servicer need neither a catalogue nor, the one, gRPC.
    from cart.adapters.clients import GrpcCatalogue
    from souk.rpc.channel import LambdaChannel

    return GrpcCatalogue(LambdaChannel(CartSettings().catalogue_function))


services = Held(Services, real)
