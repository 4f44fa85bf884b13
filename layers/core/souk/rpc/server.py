"""The callee's side: dispatches calls to generated servicers, under Lambda or under a real gRPC server."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import grpc

from souk import context
from souk.errors import SoukError
from souk.rpc.invoke import CORRELATION_KEY
from souk.rpc.status import PROBLEM_KEY, code_of, problem_of
from souk.rpc.wire import Answer, Call, Code, Metadata
from souk.telemetry import count, entrypoint, logger

Servicer = TypeVar("Servicer")
if TYPE_CHECKING:
    # One table holds the methods of all contracts, so here their messages have no type of their own any more.
    Method = grpc.RpcMethodHandler[Any, Any]


class _Aborted(Exception):
    """What `abort` raises to leave the servicer."""


class _Context:
    """The parts of `grpc.ServicerContext` that unary servicers use."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self.code = grpc.StatusCode.OK
        self.details = ""
        self.trailing: Metadata = ()

    def invocation_metadata(self) -> Metadata:
        return self._call.metadata

    def time_remaining(self) -> float | None:
        return None if self._call.deadline is None else max(0.0, self._call.deadline - time.time())

    def is_active(self) -> bool:
        return self.time_remaining() != 0

    def set_code(self, code: grpc.StatusCode) -> None:
        self.code = code

    def set_details(self, details: str) -> None:
        self.details = details

    def set_trailing_metadata(self, metadata: Metadata) -> None:
        self.trailing = tuple(metadata)

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        self.code, self.details = code, details
        raise _Aborted


class RpcServer:
    """The servicers of one service. `handler` is its Lambda handler; `attach` puts them on a `grpc.server`."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._servicers: list[Callable[[grpc.Server], None]] = []
        self._methods: dict[str, Method] = {}

    def add(self, add_servicer: Callable[[Servicer, grpc.Server], None], servicer: Servicer) -> None:
        """Registers a servicer with its generated `add_…Servicer_to_server`."""
        add = partial(add_servicer, servicer)
        self._servicers.append(add)
        add(cast(grpc.Server, _Registry(self._methods)))

    def attach(self, server: grpc.Server) -> None:
        """Adds every servicer to a real server, made with `interceptors=[ErrorInterceptor()]`."""
        for add in self._servicers:
            add(server)

    @property
    def handler(self) -> Callable[[dict[str, Any], Any], Any]:
        @entrypoint("rpc")
        def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
            started = time.perf_counter()
            call = Call.from_payload(event)
            with context.bound(_correlation(call.metadata)), context.until(call.deadline):
                answer = self._dispatch(call)
                logger.info(
                    f"{call.method} {answer.code.name}",
                    extra={
                        "method": call.method,
                        "code": answer.code.name,
                        "detail": answer.details,
                        "duration_ms": round((time.perf_counter() - started) * 1000, 2),
                    },
                )
            return answer.to_payload()

        return handle

    def _dispatch(self, call: Call) -> Answer:
        method = self._methods.get(call.method)
        if method is None:
            return Answer(Code.UNIMPLEMENTED, details=f"{self.service} does not answer {call.method}")
        if call.deadline is not None and time.time() > call.deadline:
            # The caller has given up: doing the work now would only surprise it.
            return Answer(Code.DEADLINE_EXCEEDED, details="the deadline passed before the call arrived")
        servicer_context = _Context(call)
        behaviour: Any = method.unary_unary
        deserialize: Any = method.request_deserializer
        serialize: Any = method.response_serializer
        try:
            reply = behaviour(deserialize(call.message), servicer_context)
        except _Aborted:
            pass
        except SoukError as error:
            return _failure(error)
        except Exception as error:
            return _defect(call.method, error)
        if servicer_context.code is not grpc.StatusCode.OK:
            code = Code[servicer_context.code.name]
            return Answer(code, details=servicer_context.details, trailing=servicer_context.trailing)
        return Answer(Code.OK, serialize(reply), trailing=servicer_context.trailing)


class ErrorInterceptor(grpc.ServerInterceptor):
    """Gives a real gRPC server the same mapping of errors and correlation ids as the Lambda dispatcher."""

    def intercept_service(self, continuation: Callable[[Any], Method | None], details: Any) -> Method | None:
        method = continuation(details)
        if method is None or method.unary_unary is None:
            return method
        behaviour = method.unary_unary
        correlation = _correlation(tuple(details.invocation_metadata))

        def answer(request: Any, servicer_context: grpc.ServicerContext) -> Any:
            with context.bound(correlation):
                try:
                    return behaviour(request, servicer_context)
                except SoukError as error:
                    failure = _failure(error)
                    servicer_context.set_trailing_metadata(failure.trailing)
                    servicer_context.abort(grpc.StatusCode[failure.code.name], failure.details)
                except Exception as error:
                    # Set, it means that the servicer aborted, which raises too. (The stubs lack the method.)
                    if servicer_context.code() is None:  # type: ignore[attr-defined]
                        defect = _defect(details.method, error)
                        servicer_context.abort(grpc.StatusCode[defect.code.name], defect.details)
                    raise

        return grpc.unary_unary_rpc_method_handler(
            answer,
            request_deserializer=method.request_deserializer,
            response_serializer=method.response_serializer,
        )


class _Registry:
    """Takes what the generated code would register on a server."""

    def __init__(self, methods: dict[str, Method]) -> None:
        self._methods = methods

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        """The same methods come through `add_registered_method_handlers`, by name."""

    def add_registered_method_handlers(self, service: str, handlers: Mapping[str, Method]) -> None:
        for name, handler in handlers.items():
            self._methods[f"/{service}/{name}"] = handler


def _failure(error: SoukError) -> Answer:
    return Answer(code_of(error), details=error.message, trailing=((PROBLEM_KEY, problem_of(error)),))


def _defect(method: str, error: Exception) -> Answer:
    """The caller learns that it failed, the log learns why."""
    logger.exception("rpc failed", extra={"method": method})
    count("Errors")
    return Answer(Code.INTERNAL, details=type(error).__name__)


def _correlation(metadata: Metadata) -> str:
    value = dict(metadata).get(CORRELATION_KEY)
    return context.acceptable(value if isinstance(value, str) else None)
