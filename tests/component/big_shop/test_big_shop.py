"""A shop is as large as one likes, is what its services would have made of it, and its staff's lists stay cheap."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from souk_tools.audit import opened
from souk_tools.rebuild.rebuilding import rebuild
from tests.bench.page import section_of, with_section
from tests.big_shop.comparing import findings, too_much, unnamed
from tests.big_shop.lists import cases, costs
from tests.big_shop.playing import Patterns, played
from tests.big_shop.shop import BigShop, Size, write
from tests.support.world.shelves import Shelves
from tests.support.world.world import installed, table_of

SEED = 11
SMALL, LARGE = Size(100, 100, 60), Size(1500, 1000, 500)
# Those of an order, and what it has to do with money, stock and parcels.
STATES = {"AWAITING_PAYMENT", "FULFILLING", "SHIPPED", "DELIVERED", "CANCELLED", "EXPIRED"}


@pytest.fixture(scope="module")
def patterns() -> Iterator[Patterns]:
    with installed():
        yield played(SEED, past=1)


@pytest.fixture(scope="module")
def small(patterns: Patterns) -> Iterator[BigShop]:
    with closing(Shelves(":memory:")) as tables:
        yield write(tables, patterns, SEED, SMALL)


@pytest.fixture(scope="module")
def large(patterns: Patterns) -> Iterator[BigShop]:
    with closing(Shelves(":memory:")) as tables:
        yield write(tables, patterns, SEED, LARGE)


def test_it_has_what_it_was_to_have_and_the_audit_finds_nothing(small: BigShop, large: BigShop) -> None:
    assert [(shop.orders, shop.products) for shop in (small, large)] == [(100, 100), (1500, 1000)]
    assert [*findings(small), *findings(large)] == []
    orders = [row for item in large.tables.rows("OrdersTable") for row in opened(item) if row["sk"] == "ORDER"]
    assert {row["state"] for row in orders} == STATES
    assert len({row["pk"] for row in orders}) == large.orders


def test_the_same_seed_makes_the_same_shop(patterns: Patterns, small: BigShop) -> None:
    """Played and written anew."""
    prints = []
    for seed, pieces in ((SEED, played(SEED, past=1)), (SEED + 1, patterns)):
        with closing(Shelves(":memory:")) as tables:
            prints.append(print_of(write(tables, pieces, seed, SMALL)))
    assert prints[0] == print_of(small) != prints[1]


def print_of(shop: BigShop) -> str:
    """Of all tables but the staff's trail, and the webhook's secret: these have ids of their own."""
    digest = hashlib.sha256()
    for name in sorted(shop.tables.items):
        rows = [row for row in shop.tables.rows(name) if row["pk"]["S"] != "ENDPOINTS"]
        if name != table_of("audit"):
            digest.update("".join(sorted(map(repr, rows))).encode())
    return digest.hexdigest()


def test_the_back_office_is_what_the_events_make_of_it(patterns: Patterns) -> None:
    """Orders, the words they are found by, customers and figures are made anew from the events in the tables."""
    with closing(Shelves(":memory:")) as tables:
        shop = write(tables, patterns, SEED, SMALL)
        world, office = shop.world(), tables.items[table_of("backoffice")]
        before = facts(shop)
        for key in before:
            del office[key]
        report = rebuild(
            lambda service: tables.rows(table_of(service)),
            lambda payload: dict(world.invoke("BackofficeRebuilder", payload)),
        )
        assert (report.orders, report.left) == (shop.orders, 0)
        assert facts(shop) == before


def facts(shop: BigShop) -> dict[tuple[str, str], object]:
    """What comes of orders and accounts, but for how often it was written; not the stock, whose news end."""
    rows = {(row["pk"]["S"], row["sk"]["S"]): row for row in shop.tables.rows(table_of("backoffice"))}
    made = ("ORDER#", "CUSTOMER#", "WORD#", "FIGURES#", "SOLD#")
    return {key: {**row, "version": None} for key, row in rows.items() if key[0].startswith(made)}


def test_no_list_takes_more_of_a_large_shop_than_of_a_small_one(small: BigShop, large: BigShop) -> None:
    """No scan either, which these tables refuse."""
    taken = []
    for shop in (small, large):
        world = shop.world()
        taken.append({case.name: costs(world, case) for case in cases(shop)})
    assert unnamed(cases(large)) == set(), "name how it is asked for in tests/big_shop/lists.py, or why not"
    assert too_much(*taken) == []
    shown = Counter(name for name, cost in taken[1].items() if cost.deep.items)
    assert len(shown) > 60


def test_what_is_measured_takes_the_place_of_what_was() -> None:
    page = "# Page\n\n## One\n\nold\n\n## Two\n\nstays\n"
    assert with_section(page, "## One", "## One\n\nnew\n") == "# Page\n\n## One\n\nnew\n\n## Two\n\nstays\n"
    assert with_section(page, "## Three", "## Three\n\nnew\n") == f"{page}\n## Three\n\nnew\n"
    assert section_of(page, "## Two") == "## Two\n\nstays"
