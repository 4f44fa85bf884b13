"""Who buys in the shop, and who keeps it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest

from souk_local.shop_api import ShopApi
from souk_tools.shopper import Shopper
from tests.support.cloud import TestCloud


@pytest.fixture(scope="module")
def staff(cloud: TestCloud) -> Iterator[ShopApi]:
    with closing(cloud.staff()) as api:
        yield api


@pytest.fixture
def shopper(cloud: TestCloud) -> Iterator[Shopper]:
    with closing(Shopper(cloud.settings, f"shop-{uuid.uuid4()}")) as shopper:
        yield shopper
