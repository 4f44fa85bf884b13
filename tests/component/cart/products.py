"""The products service as the cart meets it: its Catalogue contract, answered at the boundary of Lambda Invoke."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from souk.cloud import aws
from souk.contracts import catalogue_pb2, catalogue_pb2_grpc, common_pb2
from souk.errors import Unavailable
from souk.rpc.server import RpcServer
from tests.support.lambdas import LambdaContext


class Products(catalogue_pb2_grpc.CatalogueServicer):
    """Variants by SKU; `down` makes every call fail."""

    def __init__(self) -> None:
        self.variants: dict[str, catalogue_pb2.Variant] = {}
        self.down = False
        self.calls = 0

    def sell(
        self, sku: str, price: int, available: int = 10, *, backorder: bool = False, per_litre: int | None = None
    ) -> None:
        self.variants[sku] = catalogue_pb2.Variant(
            sku=sku,
            product_id=f"p-{sku}",
            handle=sku.lower(),
            title=sku.title(),
            variant_title="Blue",
            image=f"/media/{sku}.svg",
            price=common_pb2.Money(amount=price, currency="EUR"),
            available=available,
            backorder=backorder,
        )
        if per_litre is not None:
            self.variants[sku].price_per_measure.CopyFrom(common_pb2.Money(amount=per_litre, currency="EUR"))
            self.variants[sku].measure = "l"

    def GetVariants(self, request: catalogue_pb2.GetVariantsRequest, context: Any) -> catalogue_pb2.GetVariantsResponse:  # noqa: N802
        self.calls += 1
        if self.down:
            raise Unavailable("products is down")
        assert len(request.skus) <= 100
        return catalogue_pb2.GetVariantsResponse(
            variants=[self.variants[sku] for sku in request.skus if sku in self.variants]
        )

    def GetFiles(self, request: catalogue_pb2.GetFilesRequest, context: Any) -> catalogue_pb2.GetFilesResponse:  # noqa: N802
        raise AssertionError(request)


@contextlib.contextmanager
def answering(products: Products) -> Iterator[None]:
    """Answers every Lambda invocation with the servicer. Clients made within the block are reached."""
    server = RpcServer("products")
    server.add(catalogue_pb2_grpc.add_CatalogueServicer_to_server, products)

    def invoke(params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        answer = server.handler(json.loads(params["body"]), LambdaContext())
        return SimpleNamespace(status_code=200), {"StatusCode": 200, "Payload": io.BytesIO(json.dumps(answer).encode())}

    session = aws.session()
    session.register("before-call.lambda.Invoke", invoke)
    yield
    session.unregister("before-call.lambda.Invoke", invoke)
