"""Inventory and Catalogue over the wire that Lambda carries."""

from __future__ import annotations

import json

import pytest

from products.doors import rpc
from souk.contracts.catalogue_pb2 import GetVariantsRequest, GetVariantsResponse
from souk.contracts.common_pb2 import SkuQuantity
from souk.contracts.inventory_pb2 import ReleaseRequest, ReleaseResponse, ReserveRequest, ReserveResponse
from souk.rpc.status import error_of
from souk.rpc.wire import Answer, Call, Code
from tests.component.products.conftest import Shop
from tests.support.lambdas import LambdaContext
from tests.unit.products import csvs


@pytest.fixture
def filled(shop: Shop) -> Shop:
    shop.load(
        csvs.simple(
            "shirt",
            Title="Shirt",
            **{
                "Option1 Name": "Size",
                "Option1 Value": "M",
                "Image Src": "media/shirt.svg",
                "Variant Grams": "250",
                "Variant Tax Code": "reduced",
                "Variant Requires Shipping": "false",
            },
        ),
        csvs.simple("draft", Status="draft"),
    )
    return shop


def ask(method: str, request: object) -> Answer:
    call = Call(method=f"/souk.contracts.v1.{method}", message=request.SerializeToString(), metadata=(), deadline=None)  # type: ignore[attr-defined]
    payload = json.loads(json.dumps(rpc.handler(json.loads(json.dumps(call.to_payload())), LambdaContext())))
    return Answer.from_payload(payload)


def reserve(order_id: str, *lines: tuple[str, int]) -> Answer:
    asked = [SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in lines]
    return ask("Inventory/Reserve", ReserveRequest(reservation_id=order_id, lines=asked, ttl_seconds=900))


def test_what_is_for_sale_comes_with_price_and_stock_and_the_rest_is_left_out(filled: Shop) -> None:
    answer = ask("Catalogue/GetVariants", GetVariantsRequest(skus=["NONE", "SHIRT", "DRAFT", "SHIRT"]))
    reply = GetVariantsResponse.FromString(answer.message or b"")
    [variant] = reply.variants
    assert (variant.sku, variant.handle, variant.title, variant.variant_title) == ("SHIRT", "shirt", "Shirt", "M")
    assert (variant.price.amount, variant.price.currency, variant.available) == (500, "EUR", 10)
    assert (variant.image, variant.weight_grams, variant.tax_class) == ("/media/shirt.svg", 250, "reduced")
    assert (variant.requires_shipping, variant.backorder) == (False, False)


def test_reserve_and_release(filled: Shop) -> None:
    first = reserve("o1", ("SHIRT", 4))
    assert ReserveResponse.FromString(first.message or b"").expires_at.endswith("Z")
    assert reserve("o1", ("SHIRT", 4)).message == first.message
    assert filled.level("SHIRT").available == 6
    answer = ask("Inventory/Release", ReleaseRequest(reservation_id="o1", reason="abandoned"))
    assert answer.code is Code.OK
    assert ReleaseResponse.FromString(answer.message or b"") == ReleaseResponse()
    assert filled.level("SHIRT").available == 10


def test_shortages_reach_the_caller_whole(filled: Shop) -> None:
    answer = reserve("o1", ("SHIRT", 11), ("NONE", 1))
    assert answer.code is Code.FAILED_PRECONDITION
    error = error_of(answer.code, answer.details, answer.trailing)
    assert error.code == "out_of_stock"
    assert error.detail["shortages"] == [
        {"sku": "SHIRT", "requested": 11, "available": 10},
        {"sku": "NONE", "requested": 1, "available": 0},
    ]


@pytest.mark.parametrize("lines", [(), (("SHIRT", 0),), (("SHIRT", -1),)])
def test_a_request_that_makes_no_sense_is_invalid(filled: Shop, lines: tuple[tuple[str, int], ...]) -> None:
    assert reserve("o1", *lines).code is Code.INVALID_ARGUMENT


def test_health(shop: Shop) -> None:
    assert rpc.handler({"health": True}, LambdaContext()) == {"status": "ok", "service": "products"}
