"""Other services' contracts as the ports: the products service's Catalogue, the orders service's Codes, the users
service's Users."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from grpc import Channel

from cart.domain.codes import CartCode
from cart.domain.offer import MeasuredPrice, Offer, VariantCard
from souk.contracts.catalogue_pb2 import GetVariantsRequest, Variant
from souk.contracts.catalogue_pb2_grpc import CatalogueStub
from souk.contracts.codes_pb2 import LookUpCodeRequest
from souk.contracts.codes_pb2_grpc import CodesStub
from souk.money import Money
from souk.pricing.promotions.rules import keys_of
from souk.rpc.client import call
from souk.taxes.kinds import VOUCHER

# What the contract allows in one call; a full cart and one SKU to add are two calls.
_BATCH = 100
# Longer than a cold start of the catalogue takes: who gives up sooner only comes again while it still starts.
_SECONDS = 5.0


class GrpcCatalogue:
    """`channel` leads to the function that answers the contract."""

    def __init__(self, channel: Channel) -> None:
        self._stub = CatalogueStub(channel)

    def offers(self, skus: Iterable[str]) -> dict[str, Offer]:
        wanted = list(dict.fromkeys(skus))
        found: dict[str, Offer] = {}
        for start in range(0, len(wanted), _BATCH):
            request = GetVariantsRequest(skus=wanted[start : start + _BATCH])
            answer = call(self._stub.GetVariants, request, timeout=_SECONDS)
            found |= {variant.sku: _offer(variant) for variant in answer.variants}
        return found


class GrpcCodes:
    """The orders service's Codes contract as the `CodeLookUp` port."""

    def __init__(self, channel: Channel) -> None:
        self._stub = CodesStub(channel)

    def look_up(self, entered: str, owner: str) -> CartCode:
        found = call(self._stub.LookUp, LookUpCodeRequest(code=entered, owner=owner), timeout=_SECONDS)
        return CartCode(found.code, found.promotion_id)


class GrpcMembers:
    """The users service's Users contract as the `GroupMembers` port."""

    def __init__(self, channel: Channel) -> None:
        # Imported here: few shops have promotions for groups.
        from souk.contracts.users_pb2_grpc import UsersStub

        self._stub = UsersStub(channel)

    def groups_of(self, user_id: str, groups: Collection[str]) -> frozenset[str]:
        from souk.contracts.users_pb2 import GetUserRequest

        request = GetUserRequest(user_id=user_id, groups=sorted(groups))
        return frozenset(call(self._stub.GetUser, request, timeout=_SECONDS).groups)


def _offer(variant: Variant) -> Offer:
    card = VariantCard(
        sku=variant.sku,
        product_id=variant.product_id,
        handle=variant.handle,
        title=variant.title,
        variant_title=variant.variant_title,
        image=variant.image,
        price=Money(variant.price.amount, variant.price.currency),
        withdrawal_exclusion=variant.withdrawal_exclusion,
    )
    keys = keys_of(variant.sku, variant.product_id, variant.categories, variant.tags, variant.vendor)
    measured = None
    if variant.measure:
        price = variant.price_per_measure
        measured = MeasuredPrice(Money(price.amount, price.currency), variant.measure)
    promised, is_gift_card = variant.available_from, variant.tax_class == VOUCHER
    return Offer(
        card, variant.available, variant.backorder, variant.in_stock, promised, keys, measured, gift_card=is_gift_card
    )
