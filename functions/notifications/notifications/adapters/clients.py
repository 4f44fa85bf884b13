"""What other services answer: the products service's Catalogue contract as the ports `Catalogue` and `PriceList`,
Documents as `IssuedPdfs`, Payments as `GiftCardCodes`, and the cart service's Carts as `MemberCarts`.
"""

from __future__ import annotations

from collections.abc import Sequence

from grpc import Channel

from notifications.domain.held_cart import HeldCart
from notifications.domain.watch import ForSale
from notifications.domain.wish import WantedVariant
from souk.contracts.carts_pb2 import GetCartRequest
from souk.contracts.carts_pb2_grpc import CartsStub
from souk.contracts.catalogue_pb2 import GetVariantsRequest, Variant
from souk.contracts.catalogue_pb2_grpc import CatalogueStub
from souk.contracts.documents_pb2 import GetPdfRequest
from souk.contracts.documents_pb2_grpc import DocumentsStub
from souk.contracts.payments_pb2 import GetGiftCardCodeRequest
from souk.contracts.payments_pb2_grpc import PaymentsStub
from souk.errors import NotFound
from souk.money import Money
from souk.rpc.client import call
from souk.shopper.owner import user_owner

_SECONDS = 5.0
# What the contract allows in one call.
_BATCH = 100
# As long as the press may take to start and set a page. Less than what a consumer keeps for a record (souk.delivery).
_PDF_SECONDS = 12.0


class GrpcCatalogue:
    """`channel` leads to the function that answers the contract."""

    def __init__(self, channel: Channel) -> None:
        self._stub = CatalogueStub(channel)

    def variant(self, sku: str) -> tuple[WantedVariant, bool] | None:
        found = self.offers([sku]).get(sku)
        return (found.variant, found.sold_out) if found else None

    def offers(self, skus: Sequence[str]) -> dict[str, ForSale]:
        found: dict[str, ForSale] = {}
        for start in range(0, len(skus), _BATCH):
            request = GetVariantsRequest(skus=skus[start : start + _BATCH])
            answer = call(self._stub.GetVariants, request, timeout=_SECONDS)
            found |= {variant.sku: _for_sale(variant) for variant in answer.variants}
        return found


class GrpcIssuedPdfs:
    """`ports.IssuedPdfs`. `channel` leads to the function that answers the contract."""

    def __init__(self, channel: Channel) -> None:
        self._stub = DocumentsStub(channel)

    def pdf(self, order_id: str, number: str) -> bytes:
        asked = GetPdfRequest(order_id=order_id, number=number)
        content: bytes = call(self._stub.GetPdf, asked, timeout=_PDF_SECONDS).content
        return content


class GrpcGiftCardCodes:
    """`ports.GiftCardCodes`. `channel` leads to the function that answers the contract."""

    def __init__(self, channel: Channel) -> None:
        self._stub = PaymentsStub(channel)

    def of(self, gift_card_id: str) -> str:
        asked = GetGiftCardCodeRequest(gift_card_id=gift_card_id)
        code: str = call(self._stub.GetGiftCardCode, asked, timeout=_SECONDS).code
        return code


class GrpcCarts:
    """`reminding.ports.MemberCarts`. `channel` leads to the function that answers the contract."""

    def __init__(self, channel: Channel) -> None:
        self._stub = CartsStub(channel)

    def of_member(self, user_id: str) -> HeldCart | None:
        try:
            cart = call(self._stub.GetCart, GetCartRequest(owner=user_owner(user_id)), timeout=_SECONDS)
        except NotFound:
            return None
        return HeldCart(cart.cart_id, cart.version, {line.sku: line.quantity for line in cart.lines})


def _for_sale(found: Variant) -> ForSale:
    wanted = WantedVariant(found.sku, found.product_id, found.handle, found.title, found.variant_title, found.image)
    price = Money(found.price.amount, found.price.currency)
    return ForSale(wanted, price, found.available <= 0 and not found.backorder)
