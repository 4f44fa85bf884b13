"""The gRPC clients against servicers, as payloads of Lambda Invoke."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from grpc import Channel

from orders.adapters.clients import GrpcCarts, GrpcCatalogue, GrpcInventory, GrpcPayments, GrpcShoppers
from orders.domain.details import OrderCredit
from orders.usecases.ports import Cart, Shopper, SoldFile, StartedPayment, Variant
from souk.contracts import carts_pb2 as carts
from souk.contracts import carts_pb2_grpc, catalogue_pb2_grpc, inventory_pb2_grpc, payments_pb2_grpc, users_pb2_grpc
from souk.contracts import catalogue_pb2 as catalogue
from souk.contracts import inventory_pb2 as inventory
from souk.contracts import payments_pb2 as payments
from souk.contracts import users_pb2 as users
from souk.contracts.common_pb2 import Money as MoneyMessage
from souk.errors import NotFound, OutOfStock, PaymentDeclined, Unavailable
from souk.money import Money
from souk.pricing.promotions.rules import keys_of
from souk.rpc.channel import LambdaChannel
from souk.rpc.server import RpcServer
from souk.rpc.wire import Answer, Call, Code
from tests.support.bytecode import READ_ONLY
from tests.support.lambdas import LambdaContext


class Carts(carts_pb2_grpc.CartsServicer):
    def GetCart(self, request: carts.GetCartRequest, context: Any) -> carts.Cart:  # noqa: N802
        if request.owner != "guest:1":
            raise NotFound("no such cart")
        lines = [carts.CartLine(sku=sku, quantity=n) for sku, n in (("A", 1), ("B", 2), ("A", 3))]
        return carts.Cart(cart_id="c", lines=lines)


class Catalogue(catalogue_pb2_grpc.CatalogueServicer):
    def GetFiles(self, request: catalogue.GetFilesRequest, context: Any) -> catalogue.GetFilesResponse:  # noqa: N802
        assert len(request.skus) <= 100
        return catalogue.GetFilesResponse(
            files=[
                catalogue.File(
                    sku=sku,
                    file_id="f",
                    name="song.mp3",
                    media_type="audio/mpeg",
                    size=5,
                    key="files/f",
                    removed_at="2026-03-01T12:00:00Z" if sku == "S1" else "",
                )
                for sku in request.skus
            ]
        )

    def GetVariants(self, request: catalogue.GetVariantsRequest, context: Any) -> catalogue.GetVariantsResponse:  # noqa: N802
        assert len(request.skus) <= 100
        return catalogue.GetVariantsResponse(
            variants=[
                catalogue.Variant(
                    sku=sku,
                    product_id="p",
                    title="Mug",
                    price=MoneyMessage(amount=1999, currency="EUR"),
                    weight_grams=300,
                    available=3,
                    requires_shipping=True,
                    tax_class="reduced",
                )
                for sku in request.skus
                if sku != "gone"
            ]
        )


class Inventory(inventory_pb2_grpc.InventoryServicer):
    def __init__(self) -> None:
        self.released: list[str] = []

    def Reserve(self, request: inventory.ReserveRequest, context: Any) -> inventory.ReserveResponse:  # noqa: N802
        if request.lines[0].quantity > 3:
            raise OutOfStock("short", shortages=[{"sku": "A", "requested": 4, "available": 3}])
        assert request.ttl_seconds == 900
        return inventory.ReserveResponse(expires_at="2026-03-01T12:15:00.000Z")

    def Release(self, request: inventory.ReleaseRequest, context: Any) -> inventory.ReleaseResponse:  # noqa: N802
        self.released.append(request.reservation_id)
        return inventory.ReleaseResponse()

    def Allocate(self, request: inventory.AllocateRequest, context: Any) -> inventory.AllocateResponse:  # noqa: N802
        raise AssertionError(request)


class Payments(payments_pb2_grpc.PaymentsServicer):
    def __init__(self) -> None:
        self.voided: list[str] = []

    def StartPayment(self, request: payments.StartPaymentRequest, context: Any) -> payments.Payment:  # noqa: N802
        if request.provider == "stripe":
            raise PaymentDeclined("no")
        return payments.Payment(
            payment_id=f"{request.order_id}/{request.attempt}/{request.amount.amount}",
            provider=request.provider,
            status="pending",
            instructions="wire it",
        )

    def GetPayment(self, request: payments.GetPaymentRequest, context: Any) -> payments.Payment:  # noqa: N802
        return payments.Payment(
            payment_id=request.payment_id,
            provider="stripe",
            status="pending",
            client_secret="secret",
            publishable_key="pk",
        )

    def VoidPayment(self, request: payments.VoidPaymentRequest, context: Any) -> payments.Payment:  # noqa: N802
        self.voided.append(request.payment_id)
        return payments.Payment(payment_id=request.payment_id)

    def CoverByCredit(  # noqa: N802
        self, request: payments.CoverByCreditRequest, context: Any
    ) -> payments.CreditCover:
        amount = min(request.total.amount, 300)
        card = payments.CreditPart(
            account_id=request.codes[0], kind="gift_card", last_four="VB3C", amount=amount, left=7
        )
        own = payments.CreditPart(account_id=request.user_id, kind="store_credit", amount=1)
        return payments.CreditCover(parts=[card, own])

    def GetGiftCardCode(  # noqa: N802
        self, request: payments.GetGiftCardCodeRequest, context: Any
    ) -> payments.GiftCardCode:
        raise AssertionError(request)


class Users(users_pb2_grpc.UsersServicer):
    def GetUser(self, request: users.GetUserRequest, context: Any) -> users.User:  # noqa: N802
        if request.user_id != "1":
            raise NotFound("no such user")
        return users.User(email="ada@example.org", groups=[each for each in request.groups if each != "press"])

    def CheckSession(self, request: users.CheckSessionRequest, context: Any) -> users.SessionState:  # noqa: N802
        return users.SessionState(active=request.session_id == "live")

    def CheckKey(self, request: users.CheckKeyRequest, context: Any) -> users.KeyState:  # noqa: N802
        raise AssertionError(request)


INVENTORY, PAYMENTS = Inventory(), Payments()


def neighbours() -> RpcServer:
    """All contracts that orders calls, in one place."""
    server = RpcServer("neighbours")
    server.add(carts_pb2_grpc.add_CartsServicer_to_server, Carts())
    server.add(catalogue_pb2_grpc.add_CatalogueServicer_to_server, Catalogue())
    server.add(inventory_pb2_grpc.add_InventoryServicer_to_server, INVENTORY)
    server.add(payments_pb2_grpc.add_PaymentsServicer_to_server, PAYMENTS)
    server.add(users_pb2_grpc.add_UsersServicer_to_server, Users())
    return server


ANSWERED = neighbours().handler


def channel() -> Channel:
    def send(_: str, call: Call) -> Answer:
        return Answer.from_payload(ANSWERED(call.to_payload(), LambdaContext()))

    return LambdaChannel("neighbours", send)


def channel_to_nobody() -> Channel:
    return LambdaChannel("down", lambda *_: Answer(Code.UNAVAILABLE, details="down failed: Crash"))


def test_a_carts_lines_are_summed_per_sku() -> None:
    assert GrpcCarts(channel).get("guest:1") == Cart("c", {"A": 4, "B": 2})


def test_no_cart_is_none() -> None:
    assert GrpcCarts(channel).get("guest:2") is None


def test_variants_come_by_sku_in_batches_of_a_hundred() -> None:
    found = GrpcCatalogue(channel).variants([f"S{number}" for number in range(150)] + ["gone"])
    assert len(found) == 150
    keys = keys_of("S1", "p")
    mug = Variant("S1", "p", "Mug", "", "", Money(1999, "EUR"), 300, 3, False, True, "reduced", keys=keys)
    assert found["S1"] == mug


def test_files_are_asked_for_a_hundred_skus_at_a_time() -> None:
    found = {file.sku: file for file in GrpcCatalogue(channel).files([f"S{number}" for number in range(150)])}
    assert len(found) == 150
    assert found["S0"] == SoldFile("S0", "f", "song.mp3", "audio/mpeg", 5, "files/f")
    assert found["S1"].removed_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_users_address_is_asked_for() -> None:
    assert GrpcShoppers(channel).email("1") == "ada@example.org"
    assert GrpcShoppers(channel).find("1", {"trade", "press"}) == Shopper("ada@example.org", frozenset({"trade"}))
    assert GrpcShoppers(channel).find("1", ()) == Shopper("ada@example.org")
    with pytest.raises(NotFound):
        GrpcShoppers(channel).email("2")


def test_stock_is_held_and_released() -> None:
    client = GrpcInventory(channel)
    assert client.reserve("o", {"A": 3}, 900).until == datetime(2026, 3, 1, 12, 15, tzinfo=UTC)
    client.release("o", "why")
    assert INVENTORY.released == ["o"]
    with pytest.raises(OutOfStock) as caught:
        client.reserve("o", {"A": 4}, 900)
    assert caught.value.detail["shortages"] == [{"sku": "A", "requested": 4, "available": 3}]


def test_payments_are_started_read_and_voided() -> None:
    client = GrpcPayments(channel)
    started = client.start("o", "1", Money(5, "EUR"), "manual", "Souk")
    assert started == StartedPayment("o/1/5", "manual", "pending", instructions="wire it")
    assert client.get("p") == StartedPayment("p", "stripe", "pending", "secret", "pk")
    client.void("p", "why")
    assert PAYMENTS.voided == ["p"]
    with pytest.raises(PaymentDeclined):
        client.start("o", "1", Money(5, "EUR"), "stripe", "Souk")


def test_what_gift_cards_and_store_credit_cover_is_asked_for() -> None:
    card, own = GrpcPayments(channel).cover(("CARD",), "1", Money(500, "EUR"))
    assert card == OrderCredit("CARD", "gift_card", "VB3C", 300, 7)
    assert own == OrderCredit("1", "store_credit", "", 1, 0)


def test_a_service_that_is_down_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        GrpcCarts(channel_to_nobody).get("guest:1")


def test_reading_an_order_does_not_import_grpc() -> None:
    code = "import orders.doors.api, orders.adapters.store, sys; print('grpc' in sys.modules, 'kafka' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_path())
    assert loaded.stdout.split() == ["False", "False"]


def _path() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(part for part in sys.path if part), **READ_ONLY}
