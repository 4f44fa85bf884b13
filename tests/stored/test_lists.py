"""What the staff's lists have of a shop that an earlier version has kept: it is put there by the timer, and by
`make rebuild`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from souk_tools.audit import opened
from souk_tools.rebuild.rebuilding import rebuild
from tests.stored.life import Life
from tests.stored.shop import Shop
from tests.stored.test_what_is_stored import FILES
from tests.support.world.world import entered, installed, table_of


@pytest.fixture(scope="module", autouse=True)
def installation() -> Iterator[None]:
    with installed():
        yield


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_products_are_in_the_lists_of_what_is_low_or_out(path: Path) -> None:
    shop = entered(Life.read(path).opened())
    shop.invoke("ProductsSchedule", {"job": "sweep"})
    for state in ("low", "out"):
        assert {item["handle"] for item in staff(shop, "products", f"/admin/products?stock={state}")} == {
            level["handle"] for level in levels(shop) if state_of(level) == state
        }


def levels(shop: Shop) -> list[dict[str, Any]]:
    items = list(shop.tables.items["ProductsTable"].values())
    return [row for item in items for row in opened(item) if row["sk"] == "LEVEL" and row["pk"].count("#") == 1]


def state_of(level: dict[str, Any]) -> str:
    if level["available"] <= 0:
        return "out"
    return "low" if level["available"] <= level["threshold"] else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_orders_are_in_the_list_of_their_state(path: Path) -> None:
    """Also those of which a row was kept, whose place in the lists was another."""
    shop = entered(Life.read(path).opened())
    made_anew(shop)
    office = shop.tables.items[table_of("backoffice")]
    for (pk, _), item in list(office.items()):
        if pk.startswith("ORDER#"):
            item["gsi1pk"] = {"S": "LIST#done"}
        elif pk.startswith(("WORD#O#W:", "WORD#O#P:", "WORD#O#S:")):
            del office[pk, item["sk"]["S"]]
    assert found(shop, "state", "DELIVERED") == set()
    made_anew(shop)
    rows = staff(shop, "backoffice", "/admin/backoffice/orders")
    assert {row["order_id"] for row in rows} == {row["id"] for row in staff(shop, "orders", "/admin/orders")}
    for name in ("state", "payment", "waiting"):
        for value in {each for row in rows for each in values(row, name)}:
            assert found(shop, name, value) == {row["order_id"] for row in rows if value in values(row, name)}, value


def values(row: dict[str, Any], name: str) -> list[str]:
    return row[name] if isinstance(row[name], list) else [row[name]]


def made_anew(shop: Shop) -> None:
    report = rebuild(
        lambda service: shop.tables.items[table_of(service)].values(),
        lambda payload: dict(shop.invoke("BackofficeRebuilder", payload)),
    )
    assert report.left == 0


def found(shop: Shop, name: str, value: str) -> set[str]:
    return {row["order_id"] for row in staff(shop, "backoffice", f"/admin/backoffice/orders?{name}={value}")}


def staff(shop: Shop, service: str, path: str) -> list[dict[str, Any]]:
    """All of a list, which is one page."""
    path, _, asked = path.partition("?")
    name, _, value = asked.partition("=")
    answer = shop.staff(service, "GET", path, query={"limit": "50"} | ({name: value} if name else {}))
    assert answer.status == 200, answer.body
    items: list[dict[str, Any]] = answer.json["items"]
    return items
