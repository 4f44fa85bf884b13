"""A shop of an earlier version is stopped and opened by this one: it goes on, and its audit finds nothing.

`make test-upgrade BEFORE=v0.1.0`. What is stored item by item is `tests/stored`; here it is the folder as a whole: the
engines' files, the deployment that is updated, the secrets, the clients that were in the middle of something.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from souk_local import secrets, staff
from souk_local.aws import Clients
from souk_local.cloud import Cloud
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_tools.audit import tables
from souk_tools.audit.__main__ import settled
from souk_tools.shopper import Placed, Shopper
from tests.support.cloud import TestCloud, running_cloud, test_settings
from tests.upgrade import earlier

PAGED = ("/products?limit=2", "/admin/orders?limit=2", "/admin/products?limit=2")


@dataclass(frozen=True)
class People:
    """Clients of the shop in this folder, whichever version answers. They close their connections when all is over."""

    settings: Settings
    leaving: contextlib.ExitStack

    def shopper(self) -> Shopper:
        return self.leaving.enter_context(contextlib.closing(Shopper(self.settings, "upgrade")))

    def operator(self) -> ShopApi:
        api = self.leaving.enter_context(contextlib.closing(ShopApi(self.settings.public_url)))
        if staff.authenticator_key(self.settings):
            staff.sign_in(self.settings, api)
        else:  # a version from before second factors
            api.sign_in(staff.EMAIL, secrets.load(self.settings).staff_password)
        return api

    def ordered(self, payment_method: str = "stripe") -> Placed:
        """An order of somebody who has ordered nothing yet."""
        shopper = self.shopper()
        shopper.put_into_cart(shopper.something_in_stock()["sku"])
        return shopper.check_out("before the upgrade", payment_method)


@dataclass(frozen=True)
class Left:
    """What the earlier version left: orders at four points of their way, and the pages that were being read."""

    delivered: Placed
    as_delivered: dict[str, Any]
    on_its_way: Placed
    unpaid: Placed
    by_transfer: Placed
    with_a_cart: Shopper
    pages: dict[str, tuple[Any, str]]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return replace(test_settings(), state=Path.cwd() / ".souk" / "upgrade")


@pytest.fixture(scope="module")
def people(settings: Settings) -> Iterator[People]:
    with contextlib.ExitStack() as leaving:
        yield People(settings, leaving)


@pytest.fixture(scope="module")
def left(version: str, people: People) -> Left:
    Cloud(people.settings).reset()
    with earlier.running(version, people.settings):
        return _left(people)


@pytest.fixture(scope="module")
def cloud(left: Left, settings: Settings) -> Iterator[TestCloud]:
    """This version in the folder that the earlier one has left."""
    with running_cloud(settings, keep=True) as opened:
        yield opened
    opened.cloud.reset()


def test_the_audit_of_what_was_left_finds_nothing(cloud: TestCloud) -> None:
    assert not _differences(cloud)


@pytest.mark.usefixtures("cloud")
def test_a_delivered_order_is_told_as_it_was(people: People, left: Left) -> None:
    told = people.shopper().order(left.delivered)
    assert {name: told[name] for name in left.as_delivered} == left.as_delivered


@pytest.mark.usefixtures("cloud")
def test_pages_go_on_where_their_reader_was(people: People, left: Left) -> None:
    operator = people.operator()
    for path, (following, cursor) in left.pages.items():
        assert _ids(operator.call("GET", f"{path}&cursor={cursor}")) == following, path


@pytest.mark.usefixtures("cloud")
def test_what_was_under_way_arrives(people: People, left: Left) -> None:
    shopper = people.shopper()
    shopper.pay(left.unpaid)
    payment = left.by_transfer.payment["payment_id"]
    people.operator().call("POST", f"/admin/payments/{payment}/mark-received")
    for placed in (left.on_its_way, left.unpaid, left.by_transfer):
        *_, last = shopper.follow(placed)
        assert last["state"] == "DELIVERED"


def test_a_guest_orders_the_cart_filled_before(cloud: TestCloud, left: Left) -> None:
    placed = left.with_a_cart.check_out("after the upgrade")
    left.with_a_cart.pay(placed)
    *_, last = left.with_a_cart.follow(placed)
    assert last["state"] == "DELIVERED"
    assert not _differences(cloud)


def _left(people: People) -> Left:
    shopper, waiting = people.shopper(), people.shopper()
    delivered = people.ordered()
    shopper.pay(delivered)
    for _ in shopper.follow(delivered):
        pass
    waiting.put_into_cart(waiting.something_in_stock(units=10)["sku"], 2)
    operator = people.operator()
    # The last is paid the moment before the shop is stopped.
    by_transfer, unpaid, on_its_way = people.ordered("manual"), people.ordered(), people.ordered()
    pages = {path: _turned(operator, path) for path in PAGED}
    shopper.pay(on_its_way)
    return Left(delivered, shopper.order(delivered), on_its_way, unpaid, by_transfer, waiting, pages)


def _turned(operator: ShopApi, path: str) -> tuple[Any, str]:
    """What is on the second page, and the cursor that leads to it."""
    cursor = operator.call("GET", path)["next_cursor"]
    return _ids(operator.call("GET", f"{path}&cursor={cursor}")), cursor


def _ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


def _differences(cloud: TestCloud) -> list[Any]:
    clients = Clients(cloud.settings)
    named = tables.names(cloud.settings, clients)
    return settled(lambda: tables.read(clients.tables, named), 60)[1]
