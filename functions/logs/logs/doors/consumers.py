"""Takes the log lines of all services from Kafka.

Its own log group has no subscription: its lines would come back to it, for ever.
"""

from __future__ import annotations

from logs.compose import services
from souk.delivery.consumer import KafkaRecord, RawConsumer
from souk.telemetry import logger


def take(records: list[KafkaRecord]) -> None:
    """An error gets out and the whole batch comes again; what was done before is not done twice."""
    services().ingest.take(records)
    logger.info("lines taken", extra={"lines": len(records)})


consumer = RawConsumer("logs", take)
handler = consumer.handler
