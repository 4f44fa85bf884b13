"""The stack's own request, answered by its own function: what AWS does in every stage, the local one included."""

from __future__ import annotations

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from souk_local import topics
from tests.support.cloud import TestCloud

pytestmark = pytest.mark.cloud
RETENTION_MS = {"logging": "259200000"}
WEEK_MS = "604800000"


def test_a_deployment_makes_its_topics_with_their_settings(cloud: TestCloud) -> None:
    [resource] = [
        resource
        for page in cloud.cloud.clients.stacks.get_paginator("list_stack_resources").paginate(
            StackName=cloud.settings.stack
        )
        for resource in page["StackResourceSummaries"]
        if resource["LogicalResourceId"] == "KafkaTopics"
    ]
    assert (resource["ResourceStatus"], resource.get("PhysicalResourceId")) in {
        (status, "kafka-topics") for status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    }
    admin = KafkaAdminClient(bootstrap_servers=cloud.settings.kafka)
    try:
        names = list(topics.partitions())
        settings = admin.describe_configs([ConfigResource("TOPIC", name) for name in names])["topic"]
        counts = {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics(names)}
    finally:
        admin.close()
    assert {name: settings[name]["retention.ms"]["value"] for name in names} == {
        name: RETENTION_MS.get(name, WEEK_MS) for name in names
    }
    assert counts == topics.partitions()
