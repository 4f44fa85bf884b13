"""The two ways a gRPC call travels: over Lambda Invoke, and over a real server on a socket."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from urllib3 import HTTPResponse

from souk.cloud import aws
from souk.rpc import invoke
from souk.rpc.channel import LambdaChannel
from souk.rpc.server import ErrorInterceptor, RpcServer
from tests.support.lambdas import LambdaContext

Handler = Callable[[dict[str, Any], Any], Any]
Fault = Exception | tuple[int, str]


class FakeLambda:
    """Lambda's Invoke in front of a handler, answered where botocore would send the request.

    `faults` come first, one an invocation: an exception of the HTTP client, or a status with an error code.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.faults: list[Fault] = []
        self.invocations = 0

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.invocations += 1
        if not self.faults:
            return self._invoke(request)
        fault = self.faults.pop(0)
        if isinstance(fault, Exception):
            raise fault
        status, code = fault
        return _response(request, status, {"message": code}, {"x-amzn-ErrorType": code})

    def _invoke(self, request: AWSPreparedRequest) -> AWSResponse:
        body: Any = request.body
        event = json.loads(body)
        try:
            return _response(request, 200, self.handler(event, LambdaContext()), {})
        except Exception as error:  # as the Lambda runtime reports one that gets out of a handler
            failure = {"errorType": type(error).__name__, "errorMessage": str(error)}
            return _response(request, 200, failure, {"X-Amz-Function-Error": "Unhandled"})


def _response(request: AWSPreparedRequest, status: int, body: Any, headers: dict[str, str]) -> AWSResponse:
    raw = HTTPResponse(io.BytesIO(json.dumps(body).encode()), headers, status, preload_content=False)
    return AWSResponse(request.url, status, headers, raw)  # type: ignore[arg-type]  # any mapping will do


class _Switch:
    """Hands invocations to the fake of the moment, so that one client serves all tests: making one is slow."""

    def __init__(self) -> None:
        self.session: Any = None
        self.fake: FakeLambda | None = None

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        return self.fake(request) if self.fake else None

    def hook(self) -> None:
        if self.session is not aws.session():
            aws.client.cache_clear()
            self.session = aws.session()
            self.session.register("before-send.lambda.Invoke", self)


_switch = _Switch()


@contextlib.contextmanager
def fake_lambda(handler: Handler) -> Iterator[FakeLambda]:
    """Every Lambda invocation within the block meets `handler`."""
    _switch.hook()
    _switch.fake = FakeLambda(handler)
    invoke.reset()
    try:
        yield _switch.fake
    finally:
        _switch.fake = None


@contextlib.contextmanager
def over_lambda(server: RpcServer) -> Iterator[grpc.Channel]:
    with fake_lambda(server.handler):
        yield LambdaChannel("peer")


@contextlib.contextmanager
def over_socket(server: RpcServer) -> Iterator[grpc.Channel]:
    real = grpc.server(ThreadPoolExecutor(4), interceptors=[ErrorInterceptor()])
    server.attach(real)
    port = real.add_insecure_port("127.0.0.1:0")
    real.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as opened:
            yield opened
    finally:
        real.stop(grace=None).wait(60)


TRANSPORTS = {"lambda": over_lambda, "socket": over_socket}
