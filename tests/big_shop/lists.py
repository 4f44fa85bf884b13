"""Every list of the staff, and what a page of it takes: requests to the tables, read units and processor time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

import souk_openapi
from shipping.domain.shipment import Queue
from shipping.domain.work import WorkQueue
from souk.http import Route
from tests.big_shop.playing import CODE, GROUP, NOW, PROMOTION
from tests.big_shop.shop import BigShop
from tests.support.world.tables import Request
from tests.support.world.world import STAFF, World, table_of

LIMIT = 10
# So many pages are gone through to the deep one.
DEPTH = 8
# No list in a table of the shop, and why.
EXCUSED = {
    "/admin/customers": "the user pool is asked who has an address",
    "/admin/staff": "the user pool's list; it has as many as work here",
    "/admin/staff/names": "the same",
    "/ops/health": "asks functions and alarms, and no table",
}


@dataclass(frozen=True)
class Case:
    """A list as somebody asks for it. `name` says what for, where there are several ways."""

    service: str
    route: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        shown = {name: "…" if name in _SUBJECTS else value for name, value in self.query.items()}
        asked = "&".join(f"{name}={value}" for name, value in shown.items())
        return f"GET {self.route}{'?' if asked else ''}{asked}"


_SUMMED = "/admin/backoffice/figures"
_SUBJECTS = ("about", "order_id", "correlation_id", "object", "person", "since")


@dataclass(frozen=True)
class Cost:
    """Of one page. `items` are those it showed; `seconds` of processor time without the tables' own."""

    operations: tuple[str, ...]
    reads: float
    items: int
    seconds: float

    @property
    def calls(self) -> int:
        return len(self.operations)


@dataclass(frozen=True)
class Costs:
    first: Cost
    deep: Cost


def routes() -> dict[str, str]:
    """The paths of all lists that staff have, with their services: what goes on with a cursor, or shows several of what
    nobody has named.
    """
    found = {}
    for service, api in souk_openapi.apis().items():
        for route in api.routes:
            if route.method == "GET" and route.needs is not None and _is_list(route):
                found[route.path] = service
    return found


def _is_list(route: Route) -> bool:
    if route.query is not None and "cursor" in route.query.model_fields:
        return True
    members = getattr(route.response, "model_fields", {}).values()
    return "{" not in route.path and any(_is_several(member.annotation) for member in members)


def _is_several(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(_is_several(each) for each in get_args(annotation))


def cases(shop: BigShop) -> list[Case]:
    """Every list of `routes` that is not excused, in the ways in which it can be asked for."""
    services = routes()
    subjects = _subjects(shop)
    of_rates = {**subjects, "kind": "promotions"}

    def path(route: str) -> str:
        named = of_rates if route.startswith("/admin/rates/") else subjects
        return re.sub(r"\{(\w+)\}", lambda match: named[match[1]], route)

    return [
        Case(services[route], route, path(route), asked)
        for route, queries in _queries(subjects).items()
        for asked in queries
    ]


def _queries(subjects: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    """How each list is asked for, by its path."""
    order, thing = subjects["order_id"], subjects["thing"]
    since = {"since": NOW.replace(hour=0).isoformat()}
    found: dict[str, list[dict[str, str]]] = {route: [{}] for route in routes() if route not in EXCUSED}
    states = ("AWAITING_PAYMENT", "DELIVERED", "CANCELLED", "EXPIRED")
    return found | {
        "/admin/backoffice/orders": [
            *({}, {"sort": "oldest"}, {"q": "lovelace"}, {"q": "sk-"}, {"q": thing}),
            *({"state": state} for state in (*states, "FULFILLING", "PARTIALLY_SHIPPED", "SHIPPED")),
            *({"payment": paid} for paid in ("captured", "pending", "failed", "refunded", "partially_refunded")),
            *({"waiting": "dispute"}, {"waiting": "exception"}, {"country": "DE"}),
            {"from": "2026-10-20T00:00:00Z", "to": "2026-11-20T00:00:00Z"},
        ],
        "/admin/backoffice/customers": [{}, {"q": "ada"}],
        "/admin/backoffice/figures": [
            {"from": "2026-11-20", "to": "2026-11-20", "step": "hour"},
            {"from": "2025-11-21", "to": "2026-11-20", "step": "day"},
            {"from": "2026-10-21", "to": "2026-11-20", "step": "day"},
        ],
        "/admin/backoffice/notes": [{"about": f"order:{order}"}],
        "/admin/batches": [{"closed": "false"}, {"closed": "true"}],
        "/admin/disputes": [{"state": "open"}, {"state": "closed"}],
        "/admin/gift-cards": [{"kind": "gift_card"}, {"kind": "store_credit"}],
        "/admin/gift-cards/liability": [{"year": "2026"}],
        "/admin/letters": [{"order_id": order}],
        "/admin/orders": [*({"state": state} for state in (*states, "PAID")), {"suspicious": "true"}, {}],
        "/admin/products": [
            *({}, {"q": thing}, {"q": thing[:2]}, {"category": "home"}, {"category": "home/kitchen"}),
            *({"status": "active"}, {"status": "draft"}, {"stock": "low"}, {"stock": "out"}),
        ],
        "/admin/returns": [{"state": "approved"}, {"state": "refunded"}, {"order_id": subjects["returned"]}],
        "/admin/shipments": [
            *({"queue": queue} for queue in (*Queue, *WorkQueue)),
            *({"queue": "to_pick", "country": "DE"}, {"order_id": order}),
        ],
        "/ops/audit": [{"object": "order:o1", **since}, {"person": STAFF, **since}],
        "/ops/logs": [{"correlation_id": order}, {"service": "orders"}, {"level": "ERROR"}],
    }


def _subjects(shop: BigShop) -> dict[str, str]:
    """What a list of one thing is of: the busiest there is, else any."""

    def one(service: str, start: str, sk: str = "") -> str:
        """What follows the start of a key."""
        keys = shop.tables.shelf(table_of(service))
        return next(pk.removeprefix(start) for pk, found in keys if pk.startswith(start) and found.startswith(sk))

    user = one("users", "USER#", "ACTIVITY#")
    return {
        "sku": shop.sku,
        "thing": shop.sku.lower().rstrip("-sl").rstrip("0123456789"),
        "order_id": shop.order_id,
        "endpoint_id": shop.endpoint,
        "customer_id": user,
        "user_id": user,
        "bulk_id": one("products", "BULK#"),
        "code": CODE,
        "count_id": one("products", "COUNT#", "LINE#"),
        "gift_card_id": shop.gift_card,
        "group_id": GROUP,
        "import_id": one("products", "IMPORT#"),
        "returned": one("shipping", "ORDER#", "RETURN#"),
        "kind": "settings",
        "period": one("documents", "TAX#"),
        "promotion_id": PROMOTION,
    }


def costs(world: World, case: Case) -> Costs:
    """What the first page of a list takes, and a deep one that is no shorter; the first where there is one alone.

    Figures are asked for once before: what they sum up of months that are over is there from then on.
    """
    if case.route == _SUMMED:
        asked(world, case)
    found = list(_pages(world, case))
    return Costs(found[0], next((cost for cost in reversed(found) if cost.items == found[0].items), found[0]))


def _pages(world: World, case: Case) -> Iterator[Cost]:
    cursor = ""
    for _ in range(DEPTH):
        answer, cost = asked(world, case, cursor)
        yield cost
        cursor = answer.get("next_cursor") or ""
        if not cursor:
            return


def asked(world: World, case: Case, cursor: str = "") -> tuple[dict[str, Any], Cost]:
    """One page, and what it took of new processes' functions."""
    world.renew()
    query = {
        **case.query,
        **({"limit": str(LIMIT)} if _is_paged(case) else {}),
        **({"cursor": cursor} if cursor else {}),
    }
    before, spent = len(world.tables.requests), world.tables.seconds  # type: ignore[attr-defined]
    start = time.process_time()
    answer = world.staff(case.service, "GET", case.path, query=query)
    seconds = time.process_time() - start - (world.tables.seconds - spent)  # type: ignore[attr-defined]
    if answer.status != 200:
        raise AssertionError(f"{case.name}: {answer.status} {answer.body}")
    made: list[Request] = world.tables.requests[before:]
    shown = answer.json
    several = next((value for value in shown.values() if isinstance(value, list)), [])
    reads = [request for request in made if request.reads]
    return shown, Cost(
        tuple(request.operation for request in reads), sum(each.reads for each in reads), len(several), seconds
    )


def _is_paged(case: Case) -> bool:
    (route,) = [
        each for each in souk_openapi.apis()[case.service].routes if (each.method, each.path) == ("GET", case.route)
    ]
    return route.query is not None and "cursor" in route.query.model_fields
