"""One servicer, two transports: a caller cannot tell which it has."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from souk import context, errors
from souk.contracts.common_pb2 import SkuQuantity
from souk.contracts.inventory_pb2 import (
    AllocateRequest,
    AllocateResponse,
    ReleaseRequest,
    ReleaseResponse,
    ReserveRequest,
    ReserveResponse,
)
from souk.contracts.inventory_pb2_grpc import InventoryServicer, InventoryStub, add_InventoryServicer_to_server
from souk.ids import is_id
from souk.rpc.channel import LambdaChannel
from souk.rpc.client import call
from souk.rpc.server import RpcServer
from souk.rpc.wire import Call
from souk.telemetry import entrypoint
from tests.contract.transports import TRANSPORTS, FakeLambda, fake_lambda
from tests.support import logs
from tests.support.lambdas import LambdaContext

REQUEST = ReserveRequest(
    reservation_id="o1", lines=[SkuQuantity(sku="MUG", quantity=2), SkuQuantity(sku="ÇAY", quantity=2**31 - 1)]
)
Behaviour = Callable[[ReserveRequest, Any], ReserveResponse]


class Inventory(InventoryServicer):
    """Does what the test says."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = lambda request, _: ReserveResponse(expires_at=request.reservation_id)
        self.calls = 0

    def Reserve(self, request: ReserveRequest, context: Any) -> ReserveResponse:  # noqa: N802
        self.calls += 1
        return self.behaviour(request, context)

    def Release(self, request: ReleaseRequest, context: Any) -> ReleaseResponse:  # noqa: N802
        return ReleaseResponse()

    def Allocate(self, request: AllocateRequest, context: Any) -> AllocateResponse:  # noqa: N802
        raise AssertionError(request)


@pytest.fixture
def inventory() -> Inventory:
    return Inventory()


@pytest.fixture
def server(inventory: Inventory) -> RpcServer:
    server = RpcServer("products")
    server.add(add_InventoryServicer_to_server, inventory)
    return server


@pytest.fixture(params=TRANSPORTS)
def channel(server: RpcServer, request: pytest.FixtureRequest) -> Iterator[grpc.Channel]:
    with TRANSPORTS[request.param](server) as opened:
        yield opened


@pytest.fixture
def peer(channel: grpc.Channel) -> InventoryStub:
    return InventoryStub(channel)


def failure(peer: InventoryStub) -> Any:
    with pytest.raises(grpc.RpcError) as caught:
        peer.Reserve(REQUEST, timeout=10)
    return caught.value


def test_a_message_arrives_and_its_answer_comes_back(peer: InventoryStub, inventory: Inventory) -> None:
    received: list[ReserveRequest] = []

    def reserve(request: ReserveRequest, _: Any) -> ReserveResponse:
        received.append(request)
        return ReserveResponse(expires_at="2026-01-31T08:00:00.000Z")

    inventory.behaviour = reserve
    answer = call(peer.Reserve, REQUEST)
    assert received == [REQUEST]
    assert answer == ReserveResponse(expires_at="2026-01-31T08:00:00.000Z")


def test_an_empty_answer_is_an_answer(peer: InventoryStub) -> None:
    assert call(peer.Release, ReleaseRequest()) == ReleaseResponse()


@pytest.mark.parametrize(
    "error",
    [
        errors.OutOfStock("only 2 left", shortages=[{"sku": "ÇAY", "requested": 3, "available": 2}]),
        errors.NotFound("no such reservation"),
        errors.InvalidInput("no lines"),
        errors.IllegalTransition("it is committed", state="COMMITTED"),
        errors.InProgress("another is at it"),
        errors.PaymentDeclined("declined", decline_code="insufficient_funds"),
        errors.Unavailable("the provider is down"),
        errors.PreconditionFailed("changed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_use_cases_error_is_raised_again_as_it_was(
    peer: InventoryStub, inventory: Inventory, error: errors.SoukError
) -> None:
    def refuse(*_: Any) -> ReserveResponse:
        raise error

    inventory.behaviour = refuse
    with pytest.raises(errors.SoukError) as caught:
        call(peer.Reserve, REQUEST)
    assert type(caught.value) is type(error)
    assert (caught.value.message, caught.value.detail) == (error.message, error.detail)


def test_an_aborted_call_has_the_status_the_servicer_gave(peer: InventoryStub, inventory: Inventory) -> None:
    def abort(_: ReserveRequest, context: Any) -> ReserveResponse:
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "slow down")
        raise AssertionError("abort does not return")

    inventory.behaviour = abort
    failed = failure(peer)
    assert (failed.code(), failed.details()) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "slow down")


def test_a_status_set_beside_an_answer_wins(peer: InventoryStub, inventory: Inventory) -> None:
    def set_code(_: ReserveRequest, context: Any) -> ReserveResponse:
        context.set_code(grpc.StatusCode.NOT_FOUND)
        context.set_details("nothing here")
        return ReserveResponse()

    inventory.behaviour = set_code
    failed = failure(peer)
    assert (failed.code(), failed.details()) == (grpc.StatusCode.NOT_FOUND, "nothing here")


def test_a_defect_is_logged_by_the_callee_and_not_told_to_the_caller(peer: InventoryStub, inventory: Inventory) -> None:
    def broken(*_: Any) -> ReserveResponse:
        raise RuntimeError("password=hunter2")

    inventory.behaviour = broken
    with logs.captured() as lines:
        failed = failure(peer)
    assert (failed.code(), failed.details()) == (grpc.StatusCode.INTERNAL, "RuntimeError")
    [line] = [line for line in lines.parsed() if line["level"] == "ERROR"]
    assert line["error"]["message"] == "password=hunter2"
    with pytest.raises(errors.Unavailable) as caught:
        call(peer.Reserve, REQUEST)
    assert "hunter2" not in caught.value.message


def test_a_method_nobody_answers_is_unimplemented(channel: grpc.Channel) -> None:
    method = channel.unary_unary(
        "/souk.contracts.v1.Inventory/Steal",
        request_serializer=ReserveRequest.SerializeToString,
        response_deserializer=ReserveResponse.FromString,
    )
    with pytest.raises(grpc.RpcError) as caught:
        method(REQUEST, timeout=10)
    failed: Any = caught.value
    assert failed.code() is grpc.StatusCode.UNIMPLEMENTED


def test_the_correlation_id_goes_along(peer: InventoryStub, inventory: Inventory) -> None:
    seen: list[str] = []

    def note(request: ReserveRequest, _: Any) -> ReserveResponse:
        seen.append(context.correlation_id())
        return ReserveResponse()

    inventory.behaviour = note
    with context.bound("request-1"):
        call(peer.Reserve, REQUEST)
    peer.Reserve(REQUEST, timeout=10)
    assert seen[0] == "request-1"
    assert is_id(seen[1])


def test_metadata_goes_both_ways_bytes_too(peer: InventoryStub, inventory: Inventory) -> None:
    received: dict[str, str | bytes] = {}

    def answer(_: ReserveRequest, context: Any) -> ReserveResponse:
        received.update(dict(context.invocation_metadata()))
        context.set_trailing_metadata((("cost", "3"), ("trace-bin", b"\x00\xff")))
        return ReserveResponse()

    inventory.behaviour = answer
    peer.Reserve(REQUEST, timeout=10, metadata=(("tenant", "a"), ("token-bin", b"\xff\x00")))
    assert (received["tenant"], received["token-bin"]) == ("a", b"\xff\x00")


def test_a_failed_calls_trailing_metadata_arrives(peer: InventoryStub, inventory: Inventory) -> None:
    def answer(_: ReserveRequest, context: Any) -> ReserveResponse:
        context.set_trailing_metadata((("cost", "3"), ("trace-bin", b"\x00\xff")))
        context.abort(grpc.StatusCode.ABORTED, "again")
        raise AssertionError("abort does not return")

    inventory.behaviour = answer
    trailing = dict(failure(peer).trailing_metadata())
    assert (trailing["cost"], trailing["trace-bin"]) == ("3", b"\x00\xff")


def test_the_callee_knows_how_long_the_caller_waits(peer: InventoryStub, inventory: Inventory) -> None:
    remaining: list[float] = []

    def note(_: ReserveRequest, context: Any) -> ReserveResponse:
        remaining.append(context.time_remaining())
        return ReserveResponse()

    inventory.behaviour = note
    # So long that no machine is slow enough to use much of it up; gRPC rounds a little up.
    call(peer.Reserve, REQUEST, timeout=7200)
    assert 3600 < remaining[0] < 7210


@pytest.fixture
def invoked(server: RpcServer) -> Iterator[FakeLambda]:
    with fake_lambda(server.handler) as fake:
        yield fake


def _reserve(timeout: float = 5) -> ReserveResponse:
    answer: ReserveResponse = call(InventoryStub(LambdaChannel("peer")).Reserve, REQUEST, timeout=timeout)
    return answer


def test_over_a_socket_a_call_nobody_answers_in_time_is_unavailable(server: RpcServer, inventory: Inventory) -> None:
    release = threading.Event()

    def hang(*_: Any) -> ReserveResponse:
        release.wait(60)
        return ReserveResponse()

    inventory.behaviour = hang
    with TRANSPORTS["socket"](server) as channel:
        with pytest.raises(errors.Unavailable):
            call(InventoryStub(channel).Reserve, REQUEST, timeout=0.2)
        release.set()


def test_over_lambda_too_and_the_callee_is_not_asked_again(invoked: FakeLambda) -> None:
    invoked.faults = [ReadTimeoutError(endpoint_url="https://lambda")] * 3
    with pytest.raises(errors.Unavailable):
        _reserve()
    assert invoked.invocations == 1


def test_a_call_that_arrives_after_its_deadline_is_not_carried_out(server: RpcServer, inventory: Inventory) -> None:
    late = Call("/souk.contracts.v1.Inventory/Reserve", REQUEST.SerializeToString(), (), time.time() - 1)
    answer = server.handler(late.to_payload(), LambdaContext())
    assert answer["code"] == grpc.StatusCode.DEADLINE_EXCEEDED.value[0]
    assert inventory.calls == 0


@pytest.mark.parametrize(
    "fault", [(429, "TooManyRequestsException"), (500, "ServiceException"), ConnectionClosedError(endpoint_url="https://lambda")],
    ids=str,
)  # fmt: skip
def test_a_call_that_did_not_reach_the_function_is_made_again(invoked: FakeLambda, fault: Any) -> None:
    invoked.faults = [fault, fault]
    assert _reserve().expires_at == "o1"
    assert invoked.invocations == 3


@pytest.mark.parametrize(
    ("fault", "attempts"), [((429, "TooManyRequestsException"), 3), ((403, "AccessDeniedException"), 1)]
)
def test_a_function_that_cannot_be_reached_is_unavailable(invoked: FakeLambda, fault: Any, attempts: int) -> None:
    invoked.faults = [fault] * 10
    with pytest.raises(errors.Unavailable):
        _reserve()
    assert invoked.invocations == attempts


def test_under_a_lasting_overload_a_process_soon_asks_only_once_a_call(invoked: FakeLambda) -> None:
    """Repetitions that go on would ask a function without room three times as often as the shoppers do."""
    invoked.faults = [(429, "TooManyRequestsException")] * 1000
    for _ in range(100):
        with pytest.raises(errors.Unavailable):
            _reserve()
    assert invoked.invocations <= 100 + 5


def test_after_the_overload_calls_go_through_and_passing_faults_are_repeated_again(invoked: FakeLambda) -> None:
    invoked.faults = [(429, "TooManyRequestsException")] * 50
    for _ in range(60):
        with contextlib.suppress(errors.Unavailable):
            _reserve()
    assert invoked.faults == []
    for _ in range(100):
        _reserve()
    invoked.faults, before = [(429, "TooManyRequestsException")] * 2, invoked.invocations
    _reserve()
    assert invoked.invocations == before + 3


def test_timeouts_use_up_the_budget_too(invoked: FakeLambda) -> None:
    invoked.faults = [ReadTimeoutError(endpoint_url="https://lambda")] * 5
    for _ in range(5):
        with pytest.raises(errors.Unavailable):
            _reserve()
    invoked.faults, before = [(429, "TooManyRequestsException")], invoked.invocations
    with pytest.raises(errors.Unavailable):
        _reserve()
    assert invoked.invocations == before + 1


def test_one_callees_overload_is_not_another_ones(invoked: FakeLambda) -> None:
    invoked.faults = [(429, "TooManyRequestsException")] * 20
    for _ in range(20):
        with contextlib.suppress(errors.Unavailable):
            _reserve()
    invoked.faults = [(429, "TooManyRequestsException")] * 2
    assert call(InventoryStub(LambdaChannel("another")).Reserve, REQUEST).expires_at == "o1"


def test_a_call_within_a_call_has_no_more_time_than_is_left_of_the_first(
    server: RpcServer, inventory: Inventory
) -> None:
    remaining: list[float] = []

    def inner(_: ReserveRequest, servicer: Any) -> ReserveResponse:
        remaining.append(servicer.time_remaining())
        return ReserveResponse()

    def outer(_: ReserveRequest, __: Any) -> ReserveResponse:
        inventory.behaviour = inner
        return _reserve(timeout=60)

    inventory.behaviour = outer
    with fake_lambda(server.handler):
        _reserve(timeout=4)
    assert remaining[0] <= 4


def test_nothing_is_called_for_somebody_who_gave_up(invoked: FakeLambda) -> None:
    with context.until(time.time() - 1), pytest.raises(errors.Unavailable):
        _reserve()
    assert invoked.invocations == 0


def test_a_function_calls_nobody_for_longer_than_it_will_live_itself(server: RpcServer, inventory: Inventory) -> None:
    deadlines: list[float | None] = []

    @entrypoint("http")
    def handler(_event: dict[str, Any], _context: Any) -> None:
        deadlines.append(context.deadline())

    handler({}, LambdaContext(remaining_ms=3_000))
    assert deadlines[0] is not None
    assert deadlines[0] <= time.time() + 3


def test_a_function_that_crashes_is_unavailable(invoked: FakeLambda) -> None:
    def crash(*_: Any) -> None:
        raise MemoryError

    invoked.handler = crash
    with pytest.raises(errors.Unavailable):
        _reserve()


@pytest.mark.parametrize("answer", [None, "pong", {}, {"code": 99, "message": None, "details": "", "trailing": []}])
def test_a_function_that_speaks_no_grpc_is_unavailable(invoked: FakeLambda, answer: Any) -> None:
    invoked.handler = lambda *_: answer
    with pytest.raises(errors.Unavailable):
        _reserve()


def test_streams_are_refused_at_once() -> None:
    with pytest.raises(TypeError, match="unary"):
        LambdaChannel("peer").unary_stream("/souk.contracts.v1.Inventory/Watch")
