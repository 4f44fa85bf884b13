"""The services' own servicers: every rpc of every contract is answered by one service, alike over both transports."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pool, message_factory

from souk import contracts
from souk.rpc.server import RpcServer
from souk.rpc.status import error_of
from souk.rpc.wire import Code
from souk_local.services import packages
from tests.contract.transports import TRANSPORTS
from tests.support import dynamo

CONTRACTS = sorted(path.stem for path in Path(contracts.__path__[0]).glob("*_pb2.py"))
SERVICES = packages("doors/rpc.py")
OWNERS = {
    "Inventory": "products",
    "Catalogue": "products",
    "Carts": "cart",
    "Payments": "payments",
    "Users": "users",
    "Documents": "documents",
    "Codes": "orders",
    "Carriers": "shipping",
}


def server_of(service: str) -> RpcServer:
    server: RpcServer = importlib.import_module(f"{service}.doors.rpc").server
    return server


def declared() -> dict[str, Any]:
    """The descriptors of all methods of all .proto files, by full name."""
    found = {}
    for name in CONTRACTS:
        file = importlib.import_module(f"souk.contracts.{name}").DESCRIPTOR
        for service in file.services_by_name.values():
            for method in service.methods:
                found[f"/{service.full_name}/{method.name}"] = method
    return found


def test_every_rpc_is_answered_by_exactly_one_service_and_that_is_its_owner() -> None:
    answered = [(method, service) for service in SERVICES for method in server_of(service)._methods]
    owners = {method: OWNERS[descriptor.containing_service.name] for method, descriptor in declared().items()}
    assert sorted(answered) == sorted(owners.items())


@pytest.mark.parametrize("method", sorted(declared()))
def test_no_rpc_is_left_as_it_was_generated(method: str) -> None:
    """A servicer that forgets a method inherits one that answers UNIMPLEMENTED."""
    _, service, name = method.split("/")
    server = server_of(OWNERS[service.rpartition(".")[2]])
    behaviour: Any = server._methods[method].unary_unary
    assert "souk.contracts" not in behaviour.__module__, f"{name} is not implemented"


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    with dynamo.table("contracts"), dynamo.environment(CATALOGUE_FUNCTION="nobody", STRIPE_API_BASE=""):
        yield


def outcome(channel: grpc.Channel, method: str, descriptor: Any) -> tuple[Any, ...]:
    pool = descriptor_pool.Default()
    request, response = (
        message_factory.GetMessageClass(pool.FindMessageTypeByName(kind.full_name))
        for kind in (descriptor.input_type, descriptor.output_type)
    )
    rpc = channel.unary_unary(
        method, request_serializer=request.SerializeToString, response_deserializer=response.FromString
    )
    try:
        return ("OK", rpc(request(), timeout=20))
    except grpc.RpcError as caught:
        failed: Any = caught
        error = error_of(Code[failed.code().name], failed.details(), failed.trailing_metadata())
        return (failed.code(), failed.details(), type(error), error.message, error.detail)


@pytest.mark.parametrize("method", sorted(declared()))
def test_an_empty_request_gets_one_answer_over_both_transports_and_breaks_nothing(method: str) -> None:
    descriptor = declared()[method]
    server = server_of(OWNERS[descriptor.containing_service.name])
    outcomes = []
    for transport in TRANSPORTS.values():
        with transport(server) as channel:
            outcomes.append(outcome(channel, method, descriptor))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] not in (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.UNIMPLEMENTED)
