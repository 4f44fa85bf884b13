"""docs/benchmarks.md, from the measurements alone."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence

from tests.bench import routes, searching
from tests.bench.imports import Import
from tests.bench.routes import Route
from tests.bench.searching import Searching


def page(imports: Sequence[Import], measured_routes: Sequence[Route], search: Searching, fixed: float) -> str:
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`; no figure here is typed by hand. Counts come first, for they are the same on",
            "every machine. CPU is process time, never wall time: medians in milliseconds, and as a multiple (×) of a",
            f"fixed piece of Python work measured in between, which took {fixed:.2f} ms in this run (Python",
            f"{platform.python_version()}, {platform.machine()}). Logging is off.",
            "",
            "## Requests",
            "",
            f"A shop of {routes.PRODUCTS} products, {routes.SAMPLES} samples a route. The services' own handlers, and",
            "those they call over gRPC, on tables in memory below botocore: the CPU is that of our code and of",
            "botocore's serialisation, without the network, TLS and parsing of DynamoDB's answers. Units count",
            "transactional writes double and include indexes. `first` is with nothing in the functions' memory, the",
            "rest with what a request before left there.",
            "",
            *table(
                "route | status | calls, first | DynamoDB calls | read units | write units | body bytes | CPU ms | ×",
                (
                    [
                        route.name,
                        route.status,
                        route.first_calls,
                        route.calls,
                        f"{route.reads:g}",
                        route.writes,
                        route.body_bytes,
                        f"{route.milliseconds:.2f}",
                        f"{route.ratio:.2f}",
                    ]
                    for route in measured_routes
                ),
            ),
            "",
            *_search(search),
            "",
            "## Cold starts",
            "",
            "Importing each handler in a fresh process that sees its own code and the core, bytecode compiled; what",
            "the bare interpreter has loaded is not counted.",
            "",
            *table(
                "function | handler | modules | CPU ms | ×",
                ([i.function, i.handler, i.modules, f"{i.milliseconds:.0f}", f"{i.ratio:.1f}"] for i in imports),
            ),
            "",
        ]
    )


def _search(search: Searching) -> list[str]:
    return [
        f"## Search with {search.products:,} products",
        "",
        f"Generated products, {searching.SAMPLES} samples a query, through `GET /search` with facets and 24 items.",
        "",
        *table(
            "what | figure",
            [
                ["index on S3", f"{search.index_bytes:,} bytes in {search.files} objects"],
                ["indexing everything at once", f"{search.index_milliseconds:.0f} ms CPU"],
                [
                    f"{search.batch_events} products of it again, uploaded to moto's S3",
                    f"{search.batch_milliseconds:.0f} ms CPU",
                ],
            ],
        ),
        "",
        *table(
            "query | found | body bytes | CPU ms (p50) | ×",
            ([q.name, q.found, q.body_bytes, f"{q.milliseconds:.2f}", f"{q.ratio:.2f}"] for q in search.queries),
        ),
    ]


def table(head: str, rows: Iterable[Sequence[object]]) -> list[str]:
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|" + " --- |" * columns]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
