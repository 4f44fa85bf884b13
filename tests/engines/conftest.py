"""Tests that only the real engines can pass: crashes of the broker, and conflicts of transactions."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.integration.local_cloud.broker import Broker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Outside of `make test-engines` they are skipped, and say so."""
    here = Path(__file__).parent
    for item in items:
        if here not in item.path.parents:
            continue
        # kafka-python leaves sockets to the garbage collector when a broker goes away under it.
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))
        if os.environ.get("SOUK_TEST_KAFKA") != "apache" or "SOUK_TEST_DYNAMODB" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="needs Apache Kafka and DynamoDB Local: run make test-engines"))


@pytest.fixture
def broker(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Broker]:
    """A broker that a test may kill."""
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.stop()
    caplog.get_records("call").clear()  # a logged error's traceback holds on to the sockets it saw
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(60)  # a producer that was given up ends by itself
    gc.collect()


@pytest.fixture(scope="module")
def dynamodb_port() -> int:
    return urlsplit(os.environ["SOUK_TEST_DYNAMODB"]).port or 80
