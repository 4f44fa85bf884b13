"""The cart service with its table in moto and a products service to ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cart import compose
from tests.component.cart.products import Products, answering
from tests.support.dynamo import environment, table


@pytest.fixture
def cart_table() -> Iterator[str]:
    with table("cart", service="cart") as name, environment(CATALOGUE_FUNCTION="souk-test-products-rpc"):
        compose.services.reset()
        yield name
        compose.services.reset()


@pytest.fixture
def products(cart_table: str) -> Iterator[Products]:
    shop = Products()
    shop.sell("MUG", 1200)
    shop.sell("CUP", 500)
    with answering(shop):
        yield shop
