"""kafka-python leaves sockets to the garbage collector when a consumer closes."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.fake_lambda import FakeLambda


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.stop()
    gc.collect()


@pytest.fixture
def lambda_api() -> Iterator[FakeLambda]:
    api = FakeLambda()
    api.start()
    yield api
    api.stop()
