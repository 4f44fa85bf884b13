from __future__ import annotations

from typing import Any

import pytest

from souk.errors import InvalidInput
from topics.domain.plan import Topic
from topics.domain.wanted import topics_of

# As CloudFormation hands them over: every number is a string.
PROPERTIES: dict[str, Any] = {
    "ServiceToken": "arn:aws:lambda:eu-central-1:123456789012:function:souk-dev-topics",
    "Replicas": "2",
    "MinInsyncReplicas": "1",
    "Topics": [
        {"Name": "souk.orders.v1", "Partitions": "6", "RetentionHours": "168"},
        {"Name": "logging", "Partitions": "6", "RetentionHours": "72"},
    ],
}


def of(**changed: Any) -> list[Topic]:
    return topics_of({name: value for name, value in {**PROPERTIES, **changed}.items() if value is not None})


def one(**changed: Any) -> list[Topic]:
    return of(Topics=[{**PROPERTIES["Topics"][0], **changed}])


def test_strings_become_topics() -> None:
    assert of() == [
        Topic("souk.orders.v1", 6, 2, {"retention.ms": "604800000", "min.insync.replicas": "1"}),
        Topic("logging", 6, 2, {"retention.ms": "259200000", "min.insync.replicas": "1"}),
    ]


def test_an_existing_clusters_defaults_are_left_to_it() -> None:
    [topic, _] = of(Replicas="-1", MinInsyncReplicas=None)
    assert (topic.replicas, topic.settings) == (-1, {"retention.ms": "604800000"})


@pytest.mark.parametrize(
    ("replicas", "in_sync", "fits"),
    [("1", "1", True), ("2", "1", True), ("3", "2", True), ("-1", "2", True), ("2", "2", False), ("3", "3", False)],
)
def test_one_broker_may_always_be_away(replicas: str, in_sync: str, fits: bool) -> None:
    if fits:
        assert of(Replicas=replicas, MinInsyncReplicas=in_sync)
    else:
        with pytest.raises(InvalidInput, match="one lost broker would stop every write"):
            of(Replicas=replicas, MinInsyncReplicas=in_sync)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"Partitions": "0"}, "Partitions may not be 0"),
        ({"Partitions": "-3"}, "Partitions may not be -3"),
        ({"Partitions": "six"}, "Partitions must be a whole number, not 'six'"),
        ({"Partitions": None}, "Partitions must be a whole number, not None"),
        ({"RetentionHours": "0"}, "RetentionHours may not be 0"),
        ({"RetentionHours": "1.5"}, "RetentionHours must be a whole number"),
        ({"Name": ""}, "'' cannot be the name of a topic"),
        ({"Name": ".."}, "'..' cannot be the name of a topic"),
        ({"Name": "souk orders"}, "'souk orders' cannot be the name of a topic"),
        ({"Name": "x" * 250}, "cannot be the name of a topic"),
    ],
)
def test_a_wrong_value_is_named(changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        one(**changed)


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"Replicas": None}, "Replicas must be a whole number"),
        ({"Replicas": "0"}, "Replicas may not be 0"),
        ({"MinInsyncReplicas": "0"}, "MinInsyncReplicas may not be 0"),
        ({"Topics": []}, "at least one topic"),
        ({"Topics": None}, "at least one topic"),
        ({"Topics": PROPERTIES["Topics"] * 2}, "Topics names logging twice"),
    ],
)
def test_a_resource_that_makes_no_sense_is_refused(changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        of(**changed)
