"""One process that runs the functions of one service, as `python -m souk_tools.flash_sale.host <service>`.

Its gRPC contracts answer on a socket, which the servicers support unchanged. What Lambda would invoke besides (the
consumer, the timer) answers there too, as JSON. It says where it listens in its first line of output, and ends when
its input does.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc

from souk.rpc.server import ErrorInterceptor
from souk_tools.flash_sale.conflicts import Conflicts

# As many as a client keeps connections for.
THREADS = 10
INVOKE = "/souk.local.Functions/Invoke"
Function = Callable[[Any], Any]


def main(service: str) -> None:
    conflicts = Conflicts()
    conflicts.install()
    functions = {
        "consumer": lambda event: _module(service, "doors.consumers").handler(event, None),
        "schedule": lambda event: _module(service, "doors.schedule").handler(event, None),
        "conflicts": lambda _: {"passed": conflicts.passed, "refused": conflicts.refused},
        **(_payments() if service == "payments" else _products()),
    }
    server = grpc.server(ThreadPoolExecutor(THREADS), interceptors=[ErrorInterceptor()])
    _module(service, "doors.rpc").server.attach(server)
    server.add_generic_rpc_handlers((_Functions(functions),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        # Metrics would fill a pipe that nobody reads.
        sys.stdin.read()
        server.stop(grace=5).wait()


class _Functions(grpc.GenericRpcHandler):
    """Answers {"function": …, "event": …} with what the function returns."""

    def __init__(self, functions: dict[str, Function]) -> None:
        self._functions = functions

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        if getattr(details, "method", "") != INVOKE:
            return None
        return grpc.unary_unary_rpc_method_handler(self._invoke)

    def _invoke(self, request: bytes, _context: Any) -> bytes:
        call = json.loads(request)
        return json.dumps(self._functions[call["function"]](call["event"])).encode()


def _products() -> dict[str, Function]:
    from products import compose
    from products.domain.product import Content, Variant
    from products.domain.stock import MovementCause
    from products.usecases.editing import ImportedProduct
    from souk import clock
    from souk.money import Money

    def sell(units: dict[str, int]) -> None:
        for sku, quantity in units.items():
            variant = Variant(sku=sku, price=Money(1000, "EUR"), requires_shipping=False)
            cause = MovementCause(actor="import:sale", at=clock.now(), reason="for the sale")
            content = Content(title=sku.title(), category=("Sale",), variants=(variant,))
            compose.services().editor.put(
                ImportedProduct(
                    handle=sku.lower(), content=content, quantities=[quantity], set_stock=False, cause=cause
                )
            )

    def level(sku: str) -> dict[str, int]:
        found = compose.services().inventory.level(sku)
        return {
            "on_hand": found.on_hand,
            "reserved": found.reserved,
            "available": found.available,
            "shards": len(found.shards),
        }

    def sweep_later(_: None) -> int:
        """The timer, an hour from now: what died while it held units has lapsed by then."""
        with clock.freeze(clock.now() + timedelta(hours=1)):
            return compose.services().inventory.sweep()

    return {"sell": sell, "level": level, "sweep_later": sweep_later}


def _payments() -> dict[str, Function]:
    from payments.compose import services

    def receive(payment_id: str) -> None:
        services().payments.mark_received(payment_id, "staff:sale")

    def published(payment_id: str) -> list[str]:
        return list(services().payments.read(payment_id).published)

    return {"receive": receive, "published": published}


def _module(service: str, name: str) -> Any:
    return importlib.import_module(f"{service}.{name}")


if __name__ == "__main__":
    main(sys.argv[1])
