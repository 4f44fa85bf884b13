"""The cluster's administration, over the Kafka protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from souk.brokers.kafka import KafkaSettings, security
from souk.errors import Unavailable
from topics.domain.plan import Plan, Present

_REQUEST_MS = 10_000
# How long the first answer of a broker may take. The caller tries again, so this need not outlast a cluster's start.
_BOOTSTRAP_MS = 20_000
_UNKNOWN_TOPIC = 3  # UNKNOWN_TOPIC_OR_PARTITION, https://kafka.apache.org/protocol#protocol_error_codes


class Cluster:
    """`admin` has the interface of kafka-python's KafkaAdminClient. What fails there raises Unavailable here."""

    def __init__(self, admin: Any) -> None:
        self._admin = admin

    def present(self, names: Sequence[str]) -> dict[str, Present]:
        """Those of the named topics that exist."""
        with _answering():
            described = [topic for topic in self._admin.describe_topics(list(names)) if not _unknown(topic)]
            partitions = {topic["name"]: len(topic["partitions"]) for topic in described}
            settings = self._settings(list(partitions)) if partitions else {}
        return {name: Present(count, settings.get(name, {})) for name, count in partitions.items()}

    def carry_out(self, plan: Plan) -> None:
        with _answering():
            if plan.create:
                self._admin.create_topics(
                    {
                        topic.name: {
                            "num_partitions": topic.partitions,
                            "replication_factor": topic.replicas,
                            "configs": dict(topic.settings),
                        }
                        for topic in plan.create
                    }
                )
            if plan.grow:
                self._admin.create_partitions(dict(plan.grow))
            if plan.alter:
                self._admin.alter_configs([_resource(name, dict(settings)) for name, settings in plan.alter.items()])

    def close(self) -> None:
        self._admin.close()

    def _settings(self, names: Sequence[str]) -> dict[str, Mapping[str, str]]:
        found = self._admin.describe_configs([_resource(name, None) for name in names])["topic"]
        return {name: {key: entry["value"] for key, entry in entries.items()} for name, entries in found.items()}


def _unknown(described: Mapping[str, Any]) -> bool:
    """Whether there is no such topic. Raises KafkaError when the broker cannot tell."""
    from kafka.errors import for_code

    code = described["error_code"]
    if code not in (0, _UNKNOWN_TOPIC):
        raise for_code(code)(described["name"])
    return bool(code)


@contextmanager
def _answering() -> Iterator[None]:
    from kafka.errors import KafkaError

    try:
        yield
    except KafkaError as error:
        raise Unavailable(f"Kafka: {error!r}") from error


def _resource(name: str, settings: dict[str, str] | None) -> Any:
    from kafka.admin import ConfigResource, ConfigResourceType

    return ConfigResource(ConfigResourceType.TOPIC, name, settings)


def connect(bootstrap_ms: int = _BOOTSTRAP_MS) -> Cluster:
    """The brokers in KAFKA_BOOTSTRAP_SERVERS. Raises Unavailable when none answers in time."""
    from kafka import KafkaAdminClient

    settings = KafkaSettings()
    with _answering():
        admin = KafkaAdminClient(
            bootstrap_servers=settings.bootstrap_servers,
            client_id=settings.function,
            request_timeout_ms=_REQUEST_MS,
            bootstrap_timeout_ms=bootstrap_ms,
            **security(settings),
        )
    return Cluster(admin)
