"""Runs the bridge: python -m souk_local.bridge"""

import logging
import signal
import sys
from types import FrameType

from souk_local import aws
from souk_local.bridge.ends import EndOffsets
from souk_local.bridge.invoker import LambdaInvoker
from souk_local.bridge.lane import Backoff
from souk_local.bridge.sources import LambdaMappings, StackMappings
from souk_local.bridge.supervisor import Bridge
from souk_local.bridge.watch import BrokerWatch
from souk_local.bridge.worker import Surroundings
from souk_local.settings import Settings


def main() -> None:
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("kafka").setLevel(logging.ERROR)
    settings = Settings.from_environment()
    clients = aws.Clients(settings)
    around = Surroundings(
        bootstrap=settings.kafka,
        invoker=LambdaInvoker(clients.invoking),
        watch=BrokerWatch(settings.kafka),
        ends=EndOffsets(settings.kafka),
        backoff=Backoff(),
    )
    source = LambdaMappings(clients.functions, StackMappings(clients.stacks))
    bridge = Bridge(source, around, heartbeat=settings.state / "run" / "bridge.json")

    def stop(_number: int, _frame: FrameType | None) -> None:
        bridge.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    bridge.run()


if __name__ == "__main__":
    main()
