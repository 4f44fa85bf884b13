"""The other services behind the ports, over their gRPC contracts.

gRPC is imported when the first call is made: most requests only read an order and should not pay for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from orders.domain.details import OrderCredit
from orders.domain.settlement import GIFT_CARD, OrderPayment
from orders.usecases.ports import BoughtGift, Cart, Hold, PaidLine, Promise, Shopper, SoldFile, StartedPayment, Variant
from souk.errors import NotFound
from souk.money import Money

if TYPE_CHECKING:
    from grpc import Channel

    from souk.address.destination import Destination
    from souk.contracts import catalogue_pb2, payments_pb2
    from souk.contracts.carriers_pb2_grpc import CarriersStub
    from souk.contracts.carts_pb2_grpc import CartsStub
    from souk.contracts.catalogue_pb2_grpc import CatalogueStub
    from souk.contracts.inventory_pb2_grpc import InventoryStub
    from souk.contracts.payments_pb2_grpc import PaymentsStub
    from souk.contracts.users_pb2_grpc import UsersStub
    from souk.pricing.delivery.carriers import CarrierOffer
    from souk.rpc.client import Method, Reply, Request

# Seconds. Together below the gateway's 29; starting a payment waits for the provider.
_READ, _HOLD, _PAY, _OFFER = 3.0, 4.0, 10.0, 4.0
_BATCH = 100  # SKUs in one GetVariants


def to_function(name: str) -> Channel:
    """The channel to the Lambda function of this name."""
    from souk.rpc.channel import LambdaChannel

    return LambdaChannel(name)


class _Client:
    """A contract answered at the other end of `channel`, which is opened when there is something to call."""

    def __init__(self, channel: Callable[[], Channel]) -> None:
        self._channel = channel

    def _call(self, method: Method[Request, Reply], request: Request, timeout: float) -> Reply:
        from souk.rpc.client import call

        return call(method, request, timeout=timeout)


class GrpcCarts(_Client):
    @cached_property
    def _stub(self) -> CartsStub:
        from souk.contracts.carts_pb2_grpc import CartsStub

        return CartsStub(self._channel())

    def get(self, owner: str) -> Cart | None:
        from souk.contracts.carts_pb2 import GetCartRequest

        try:
            cart = self._call(self._stub.GetCart, GetCartRequest(owner=owner), _READ)
        except NotFound:
            return None
        quantities: dict[str, int] = {}
        for line in cart.lines:
            # Summed here once, so that nothing after it can hold or charge a SKU twice.
            quantities[line.sku] = quantities.get(line.sku, 0) + line.quantity
        codes = tuple((code.code, code.promotion_id) for code in cart.codes)
        return Cart(cart.cart_id, quantities, cart.version, codes, cart.market)


class GrpcCatalogue(_Client):
    @cached_property
    def _stub(self) -> CatalogueStub:
        from souk.contracts.catalogue_pb2_grpc import CatalogueStub

        return CatalogueStub(self._channel())

    def variants(self, skus: list[str]) -> dict[str, Variant]:
        from souk.contracts.catalogue_pb2 import GetVariantsRequest

        found: dict[str, Variant] = {}
        for start in range(0, len(skus), _BATCH):
            request = GetVariantsRequest(skus=skus[start : start + _BATCH])
            for variant in self._call(self._stub.GetVariants, request, _READ).variants:
                found[variant.sku] = _variant(variant)
        return found

    def files(self, skus: list[str]) -> list[SoldFile]:
        from souk.contracts.catalogue_pb2 import GetFilesRequest

        return [
            SoldFile(
                file.sku,
                file.file_id,
                file.name,
                file.media_type,
                file.size,
                file.key,
                datetime.fromisoformat(file.removed_at) if file.removed_at else None,
            )
            for start in range(0, len(skus), _BATCH)
            for file in self._call(self._stub.GetFiles, GetFilesRequest(skus=skus[start : start + _BATCH]), _READ).files
        ]


class GrpcShoppers(_Client):
    @cached_property
    def _stub(self) -> UsersStub:
        from souk.contracts.users_pb2_grpc import UsersStub

        return UsersStub(self._channel())

    def email(self, user_id: str) -> str:
        from souk.contracts.users_pb2 import GetUserRequest

        return self._call(self._stub.GetUser, GetUserRequest(user_id=user_id), _READ).email

    def find(self, user_id: str, groups: Collection[str]) -> Shopper:
        from souk.contracts.users_pb2 import GetUserRequest

        found = self._call(self._stub.GetUser, GetUserRequest(user_id=user_id, groups=sorted(groups)), _READ)
        return Shopper(found.email, frozenset(found.groups))


class GrpcCarriers(_Client):
    @cached_property
    def _stub(self) -> CarriersStub:
        from souk.contracts.carriers_pb2_grpc import CarriersStub

        return CarriersStub(self._channel())

    def ask(self, destination: Destination, grams: int) -> list[CarrierOffer]:
        from souk.contracts.carriers_pb2 import ParcelRequest
        from souk.pricing.delivery.carriers import CarrierOffer

        request = ParcelRequest(
            country=destination.country,
            region=destination.region,
            postal_code=destination.postal_code,
            grams=grams,
        )
        offers = self._call(self._stub.Offer, request, _OFFER).offers
        return [
            CarrierOffer(
                each.name,
                Money(each.cost.amount, each.cost.currency),
                each.days if each.HasField("days") else None,
            )
            for each in offers
        ]


class GrpcInventory(_Client):
    @cached_property
    def _stub(self) -> InventoryStub:
        from souk.contracts.inventory_pb2_grpc import InventoryStub

        return InventoryStub(self._channel())

    def reserve(self, reservation_id: str, quantities: dict[str, int], seconds: int) -> Hold:
        from souk.contracts.common_pb2 import SkuQuantity
        from souk.contracts.inventory_pb2 import ReserveRequest

        request = ReserveRequest(
            reservation_id=reservation_id,
            lines=[SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in quantities.items()],
            ttl_seconds=seconds,
        )
        answer = self._call(self._stub.Reserve, request, _HOLD)
        promised = {line.sku: Promise(line.quantity, line.available_from) for line in answer.waiting}
        return Hold(datetime.fromisoformat(answer.expires_at), promised)

    def release(self, reservation_id: str, reason: str) -> None:
        from souk.contracts.inventory_pb2 import ReleaseRequest

        self._call(self._stub.Release, ReleaseRequest(reservation_id=reservation_id, reason=reason), _HOLD)


class GrpcPayments(_Client):
    @cached_property
    def _stub(self) -> PaymentsStub:
        from souk.contracts.payments_pb2_grpc import PaymentsStub

        return PaymentsStub(self._channel())

    def start(
        self,
        order_id: str,
        attempt: str,
        amount: Money,
        provider: str,
        description: str,
        number: str = "",
        lines: tuple[PaidLine, ...] = (),
        *,
        on_shipment: bool = False,
        credit: tuple[OrderCredit, ...] = (),
        gifts: tuple[BoughtGift, ...] = (),
    ) -> StartedPayment:
        from souk.contracts.common_pb2 import Money as MoneyMessage
        from souk.contracts.payments_pb2 import BoughtGift as BoughtGiftMessage
        from souk.contracts.payments_pb2 import CreditShare, OrderedLine, StartPaymentRequest

        request = StartPaymentRequest(
            order_id=order_id,
            attempt=attempt,
            amount=MoneyMessage(amount=amount.amount, currency=amount.currency),
            provider=provider,
            description=description,
            number=number,
            lines=[OrderedLine(sku=line.sku, quantity=line.quantity, amount=line.amount.amount) for line in lines],
            on_shipment=on_shipment,
            credit=[CreditShare(account_id=part.account_id, amount=part.amount) for part in credit],
            gifts=[
                BoughtGiftMessage(
                    sku=each.gift.sku,
                    place=each.place,
                    amount=each.amount,
                    email=each.gift.email,
                    send_on=each.gift.send_on,
                    name=each.gift.name,
                    sender=each.gift.sender,
                    message=each.gift.message,
                    locale=each.locale,
                )
                for each in gifts
            ],
        )
        return _payment(self._call(self._stub.StartPayment, request, _PAY))

    def cover(self, codes: tuple[str, ...], user_id: str, total: Money) -> tuple[OrderCredit, ...]:
        from souk.contracts.common_pb2 import Money as MoneyMessage
        from souk.contracts.payments_pb2 import CoverByCreditRequest

        asked = CoverByCreditRequest(
            codes=codes, user_id=user_id, total=MoneyMessage(amount=total.amount, currency=total.currency)
        )
        return tuple(
            OrderCredit(part.account_id, part.kind, part.last_four, part.amount, part.left)
            for part in self._call(self._stub.CoverByCredit, asked, _READ).parts
        )

    def get(self, payment_id: str) -> StartedPayment:
        from souk.contracts.payments_pb2 import GetPaymentRequest

        return _payment(self._call(self._stub.GetPayment, GetPaymentRequest(payment_id=payment_id), _PAY))

    def look_up(self, payment_id: str) -> OrderPayment:
        from souk.contracts.payments_pb2 import GetPaymentRequest

        found = self._call(self._stub.GetPayment, GetPaymentRequest(payment_id=payment_id), _PAY)
        authorised = found.amount.amount if found.status in ("authorised", "captured") else 0
        # What was given back was captured first: the order keeps the two apart.
        progress = "captured" if found.captured.amount else "held" if found.on_shipment else found.status
        return OrderPayment(
            found.payment_id, found.provider, progress, authorised, found.captured.amount, found.refunded.amount
        )

    def void(self, payment_id: str, reason: str) -> None:
        from souk.contracts.payments_pb2 import VoidPaymentRequest

        self._call(self._stub.VoidPayment, VoidPaymentRequest(payment_id=payment_id, reason=reason), _PAY)


def _variant(variant: catalogue_pb2.Variant) -> Variant:
    # Imported here: who hears of orders prices none.
    from souk.pricing.promotions.rules import keys_of

    return Variant(
        variant.sku,
        variant.product_id,
        variant.title,
        variant.variant_title,
        variant.image,
        Money(variant.price.amount, variant.price.currency),
        variant.weight_grams,
        variant.available,
        variant.backorder,
        variant.requires_shipping,
        variant.tax_class or "standard",
        variant.withdrawal_exclusion,
        variant.in_stock,
        variant.available_from,
        keys_of(variant.sku, variant.product_id, variant.categories, variant.tags, variant.vendor),
        variant.size_class,
    )


def _payment(payment: payments_pb2.Payment) -> StartedPayment:
    return StartedPayment(
        payment.payment_id,
        payment.provider,
        payment.status,
        payment.client_secret,
        payment.publishable_key,
        payment.instructions,
        payment.next_step,
        StartedPayment(payment.credit.payment_id, GIFT_CARD, payment.credit.status)
        if payment.HasField("credit")
        else None,
    )
