"""Eight shoppers at once on cold functions: everybody is served, and what gave up starts no further workers."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from souk_tools.shopper import Shopper
from tests.support.cloud import TestCloud
from tests.support.workers import kill_workers, workers

pytestmark = pytest.mark.cloud

CLIENTS = 8
# Attempts of one shopper; before starts took turns nobody was served any more after some thirty.
ATTEMPTS = 10


def test_eight_at_once_on_cold_functions_are_all_served_without_a_stampede(cloud: TestCloud) -> None:
    with closing(Shopper(cloud.settings, f"overload-{uuid.uuid4()}")) as shopper:
        sku = shopper.something_in_stock()["sku"]
    for function in ("cart-api", "products-rpc"):
        kill_workers(cloud.settings, function)

    def attempts(_: int) -> list[httpx.Response]:
        """What one shopper is answered until the line is in the cart."""
        answers: list[httpx.Response] = []
        while len(answers) < ATTEMPTS and not (answers and answers[-1].is_success):
            headers = {"Idempotency-Key": str(uuid.uuid4())}
            line = {"sku": sku, "quantity": 1}
            answers.append(httpx.post(f"{cloud.url}/api/cart/lines", json=line, headers=headers, timeout=60))
        return answers

    with ThreadPoolExecutor(CLIENTS) as threads:
        told = list(threads.map(attempts, range(CLIENTS)))
    assert [answers[-1].is_success for answers in told] == [True] * CLIENTS
    refused = [answer for answers in told for answer in answers[:-1]]
    assert {answer.status_code for answer in refused} <= {429, 503}
    assert all(answer.headers["Content-Type"] == "application/problem+json" for answer in refused)
    assert all("Retry-After" in answer.headers for answer in refused)
    assert len(workers(cloud.settings)["products-rpc"]) <= CLIENTS
