"""The topics that the resource's properties ask for. CloudFormation hands every value over as a string."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from souk.errors import InvalidInput
from topics.domain.plan import Topic

_HOUR_MS = 3_600_000
# Kafka's own rule for names (org.apache.kafka.common.internals.Topic).
_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")


def topics_of(properties: Mapping[str, Any]) -> list[Topic]:
    """Raises InvalidInput that says which property is wrong."""
    replicas = _number(properties, "Replicas", least=-1)
    in_sync = _number(properties, "MinInsyncReplicas", least=1) if "MinInsyncReplicas" in properties else None
    if in_sync is not None and replicas != -1 and in_sync > max(1, replicas - 1):
        raise InvalidInput(
            f"MinInsyncReplicas {in_sync} of {replicas} replicas: one lost broker would stop every write"
        )
    listed = properties.get("Topics") or ()
    topics = [_topic(described, replicas, in_sync) for described in listed]
    _distinct([topic.name for topic in topics])
    return topics


def _topic(described: Mapping[str, Any], replicas: int, in_sync: int | None) -> Topic:
    name = str(described.get("Name", ""))
    if not _NAME.fullmatch(name) or name in (".", ".."):
        raise InvalidInput(f"{name!r} cannot be the name of a topic")
    settings = {"retention.ms": str(_number(described, "RetentionHours", least=1) * _HOUR_MS)}
    if in_sync is not None:
        settings["min.insync.replicas"] = str(in_sync)
    return Topic(name, _number(described, "Partitions", least=1), replicas, settings)


def _number(properties: Mapping[str, Any], name: str, *, least: int) -> int:
    try:
        value = int(properties[name])
    except (KeyError, TypeError, ValueError):
        raise InvalidInput(f"{name} must be a whole number, not {properties.get(name)!r}") from None
    if value < least or value == 0:
        raise InvalidInput(f"{name} may not be {value}")
    return value


def _distinct(names: Sequence[str]) -> None:
    if not names:
        raise InvalidInput("Topics must name at least one topic")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidInput(f"Topics names {twice[0]} twice")
