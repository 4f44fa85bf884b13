"""Producing to Kafka. Only the outbox relay and the log forwarder do; everything else goes through the outbox.

The producer is made once per process, when first needed. `produce` returns when every replica in sync has every
message, or raises; after a failure the connection is given up, so that nothing of the failed batch arrives late and
the next call starts afresh. Messages with one key keep their order.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from souk.errors import Unavailable
from souk.settings import Settings
from souk.telemetry import logger

# A batch must be through, or known to have failed, well within the 30 s that its callers have. The client gives a
# message up after the first, so that nothing is left in it when the second is over.
_DELIVERY_MS = 10_000
_WAIT_SECONDS = 12.0
_REQUEST_MS = 5_000
_CONNECT_MS = 8_000
_CLOSE_SECONDS = 1.0
Connect = Callable[[], Any]


class KafkaSettings(Settings):
    @property
    def bootstrap_servers(self) -> list[str]:
        return self.required("KAFKA_BOOTSTRAP_SERVERS").split(",")

    @property
    def with_iam(self) -> bool:
        """Whether the brokers ask for an IAM identity, as MSK does; KAFKA_AUTH=iam."""
        return self.optional("KAFKA_AUTH") == "iam"


@dataclass(frozen=True, slots=True)
class Message:
    """`key` decides the partition: murmur2, as in Kafka's own clients."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class DeliveryFailed(Unavailable):
    """Some messages of the batch are not known to have arrived; `detail["of"]` says how many it had."""

    code = "delivery_failed"


class Producer:
    """`connect` makes a client with the interface of kafka-python's KafkaProducer."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._client: Any = None

    def produce(self, messages: Sequence[Message]) -> None:
        """Sends the messages and waits for all acknowledgements. Raises DeliveryFailed."""
        if not messages:
            return
        pending: list[Any] = []
        failures: list[Exception] = []
        try:
            if self._client is None:
                self._client = self._connect()
            for message in messages:
                pending.append(self._send(message))
        except Exception as error:  # whatever it is, the rest of the batch must not overtake this message
            failures.append(error)
        failures += _failures(pending)
        if failures:
            self.close()
            raise DeliveryFailed(
                f"Kafka has not taken all of {len(messages)} messages: {failures[0]!r}", of=len(messages)
            ) from failures[0]

    def close(self) -> None:
        """Gives up the connection and whatever is not sent yet."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.close(timeout=_CLOSE_SECONDS)
        except Exception as error:  # it only says what is known here: not everything was sent
            logger.warning("Kafka producer closed with messages in it", extra={"detail": repr(error)})

    def _send(self, message: Message) -> Any:
        headers = [(name, value.encode()) for name, value in message.headers.items()]
        return self._client.send(message.topic, value=message.value, key=message.key.encode(), headers=headers)


def _failures(pending: Sequence[Any]) -> list[Exception]:
    deadline = time.monotonic() + _WAIT_SECONDS
    failures: list[Exception] = []
    for future in pending:
        try:
            future.get(timeout=max(0.0, deadline - time.monotonic()))
        except Exception as error:  # whatever it is, the message is not known to have arrived
            failures.append(error)
    return failures


def connect() -> Any:
    """A KafkaProducer for the brokers in KAFKA_BOOTSTRAP_SERVERS: acknowledged by all, no duplicates of its own."""
    from kafka import KafkaProducer

    settings = KafkaSettings()
    return KafkaProducer(
        bootstrap_servers=settings.bootstrap_servers,
        client_id=settings.function,
        acks="all",
        enable_idempotence=True,
        # Topics are made with their partitions beforehand; one made in passing would have the wrong number.
        allow_auto_create_topics=False,
        linger_ms=0,
        delivery_timeout_ms=_DELIVERY_MS,
        request_timeout_ms=_REQUEST_MS,
        max_block_ms=_CONNECT_MS,
        bootstrap_timeout_ms=_CONNECT_MS,
        reconnect_backoff_max_ms=1_000,
        metrics_enabled=False,
        **security(settings),
    )


def security(settings: KafkaSettings) -> dict[str, Any]:
    """How a client of any kind proves who it is to these brokers."""
    if not settings.with_iam:
        return {}
    from souk.brokers.kafka_iam import token_provider

    return {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "OAUTHBEARER",
        "sasl_oauth_token_provider": token_provider(settings.required("AWS_REGION")),
    }


_producer = Producer(connect)


def produce(messages: Sequence[Message]) -> None:
    """Sends the messages through this process's producer. Raises DeliveryFailed; send the whole batch again then."""
    _producer.produce(messages)


def reset() -> None:
    """Closes this process's producer; the next call connects anew. For tests."""
    _producer.close()
