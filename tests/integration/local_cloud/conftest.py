"""A broker, a Lambda API and a bridge between them, small and quick, for each test."""

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from souk_local.bridge.ends import EndOffsets
from souk_local.bridge.invoker import LambdaInvoker
from souk_local.bridge.lane import Backoff
from souk_local.bridge.sources import LambdaMappings
from souk_local.bridge.supervisor import Bridge
from souk_local.bridge.watch import BrokerWatch
from souk_local.bridge.worker import Surroundings
from souk_local.waiting import wait_until
from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.fake_lambda import FakeLambda

LIMIT_SECONDS = 90.0


def eventually(condition: Callable[[], bool], what: str) -> None:
    """Polls with a limit; the message says what did not come true."""
    assert wait_until(condition, LIMIT_SECONDS, every_seconds=0.02), f"not within {LIMIT_SECONDS} s: {what}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """kafka-python leaves sockets to the garbage collector when a broker goes away under it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))


@pytest.fixture(autouse=True)
def _collect_sockets() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(scope="module")
def shared_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """One broker for the tests that do not disturb it."""
    broker = Broker(tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker that a test may stop, crash and rob of its data."""
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def lambda_api() -> Iterator[FakeLambda]:
    api = FakeLambda()
    api.start()
    yield api
    api.stop()


@pytest.fixture
def topic() -> str:
    return f"topic-{uuid4().hex[:8]}"


class RunningBridge:
    """A bridge in a thread of the test."""

    def __init__(self, broker: Broker, api: FakeLambda) -> None:
        client = boto3.client(
            "lambda",
            endpoint_url=api.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 0, "mode": "standard"}, connect_timeout=10),
        )
        self._client = client
        around = Surroundings(
            bootstrap=broker.address,
            invoker=LambdaInvoker(client),
            watch=BrokerWatch(broker.address, retry_seconds=0.02),
            ends=EndOffsets(broker.address),
            backoff=Backoff(first=0.05, ceiling=0.2),
        )
        self.bridge = Bridge(LambdaMappings(client), around, refresh_seconds=0.05)
        self._thread = threading.Thread(target=self.bridge.run)
        self._thread.start()

    def stop(self) -> None:
        self.bridge.stop()
        self._thread.join(timeout=30)
        assert not self._thread.is_alive()
        self._client.close()


@pytest.fixture
def run_bridge() -> Iterator[Callable[[Broker, FakeLambda], RunningBridge]]:
    """Starts bridges and stops those that the test left running."""
    started: list[RunningBridge] = []

    def start(broker: Broker, api: FakeLambda) -> RunningBridge:
        started.append(RunningBridge(broker, api))
        return started[-1]

    yield start
    for bridge in started:
        bridge.stop()
