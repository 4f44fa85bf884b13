"""What has to be done so that a cluster has the topics that are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is wanted. `replicas` of −1 are as many as the broker makes by itself."""

    name: str
    partitions: int
    replicas: int
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Present:
    """A topic as it is; `settings` holds those that differ from the broker's own."""

    partitions: int
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """`grow` says how many partitions a topic gets in all, `alter` which settings become what, both by name."""

    create: tuple[Topic, ...] = ()
    grow: Mapping[str, int] = field(default_factory=dict)
    alter: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # Kafka has no way to take partitions away: these keep more than they were to have.
    larger: tuple[str, ...] = ()


def planned(wanted: Sequence[Topic], present: Mapping[str, Present]) -> Plan:
    """The changes that are missing; nothing is ever taken away, and of what is done already nothing comes again."""
    both = [(topic, present[topic.name]) for topic in wanted if topic.name in present]
    differing = {topic.name: _differing(topic, found) for topic, found in both}
    return Plan(
        create=tuple(topic for topic in wanted if topic.name not in present),
        grow={topic.name: topic.partitions for topic, found in both if topic.partitions > found.partitions},
        alter={name: settings for name, settings in differing.items() if settings},
        larger=tuple(topic.name for topic, found in both if topic.partitions < found.partitions),
    )


def _differing(topic: Topic, found: Present) -> dict[str, str]:
    return {name: value for name, value in topic.settings.items() if found.settings.get(name) != value}
