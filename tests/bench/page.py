"""docs/benchmarks.md, from the measurements alone."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence

from tests.bench import cold, routes, searching
from tests.bench.cold import Cold, Compared
from tests.bench.pricing import LINES, PROMOTIONS, Pricing
from tests.bench.routes import Route
from tests.bench.searching import Searching

# Written by `make big-shop`, which takes longer than all else here.
BIG_SHOP = "## A big shop"


def section_of(text: str, heading: str) -> str:
    """From this heading to the next; empty when there is none."""
    _, found, rest = text.partition(f"{heading}\n")
    return f"{found}{rest.partition(chr(10) + '## ')[0]}".rstrip() if found else ""


def with_section(text: str, heading: str, section: str) -> str:
    """The page with this section in the place of the one it has, or at its end."""
    before = section_of(text, heading)
    whole = text.replace(before, section.strip()) if before else f"{text.rstrip()}\n\n{section.strip()}"
    return f"{whole.rstrip()}\n"


def page(
    starts: Sequence[Compared],
    before: str,
    measured_routes: Sequence[Route],
    search: Searching,
    pricing: Sequence[Pricing],
    fixed: float,
) -> str:
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
            *_pricing(pricing),
            "",
            *_cold_starts(starts, before),
            "",
        ]
    )


def _cold_starts(starts: Sequence[Compared], before: str) -> list[str]:
    return [
        "## Cold starts",
        "",
        "The layers and functions as `make build` makes them, for this processor, on the deployed Python: importing",
        "the handler in a new process, with what it makes ready then, and its first request or event, which both",
        "builds answer alike, with DynamoDB's protocol spoken to tables in memory. CPU in milliseconds, the least",
        f"of {cold.RUNS} runs, without the bare interpreter. Before is {before or 'nothing'}, measured by turns.",
        "",
        *table(
            "function | modules | import | first | both | median | modules then | import | first | both | now / before",
            (
                [each.function, *_cells(each.now), f"{each.now.median:.0f}", *_cells(each.before), _percent(each.share)]
                for each in starts
            ),
        ),
    ]


def _cells(found: Cold | None) -> list[str]:
    if found is None:
        return ["-"] * 4
    first = "-" if found.first is None else f"{found.first:.0f}"
    return [str(found.modules), f"{found.imported:.0f}", first, f"{found.least:.0f}"]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _pricing(measured: Sequence[Pricing]) -> list[str]:
    return [
        "## Pricing with promotions",
        "",
        f"A cart of {LINES} lines with {PROMOTIONS} promotions, beside one GetItem through our client in the same",
        "run, without the network: the CPU of both, medians. As shops have them, most are for codes that nobody gave,",
        "over or yet to come; the other two say what the engine costs where many, or all, have something to take off.",
        "",
        *table(
            "promotions | take something off | reductions of lines | priced, ms | read, ms | priced / read",
            (
                [
                    pricing.name,
                    pricing.taking,
                    pricing.reductions,
                    f"{pricing.milliseconds:.2f}",
                    f"{pricing.read_milliseconds:.2f}",
                    f"{pricing.ratio:.2f}",
                ]
                for pricing in measured
            ),
        ),
    ]


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
