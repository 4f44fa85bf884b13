"""Somebody makes every topic: the custom resource, before anyone writes or reads."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from souk.events import topic_of
from souk.events.envelope import PUBLISHERS
from souk.events.registry import all_types
from souk_local import topics as local_topics
from tests.contract.aws.stack import Stack, altered, stack
from tests.contract.template import ROOT, as_list, document, mentioned, template
from topics.domain.wanted import topics_of

KAFKA = document("infra/kafka.yaml")


def needed() -> set[str]:
    """Every topic that is published to, read, or given up to."""
    published = {topic_of(event_type) for event_type in all_types()} | {"logging"}
    mappings = stack("template.yaml").of_kind("AWS::Lambda::EventSourceMapping").values()
    read = {topic for mapping in mappings for topic in mapping["Topics"]}
    failed = [m["DestinationConfig"]["OnFailure"]["Destination"] for m in mappings if "DestinationConfig" in m]
    return published | read | {place.removeprefix("kafka://") for place in failed if place.startswith("kafka://")}


def unmade(root: Stack) -> set[str]:
    return needed() - {topic["Name"] for topic in root["KafkaTopics"]["Topics"]}


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_every_topic_that_is_written_or_read_is_made(stage: str) -> None:
    assert unmade(stack("template.yaml", Stage=stage)) == set()


@pytest.mark.parametrize(
    "number", range(len(document("template.yaml")["Resources"]["KafkaTopics"]["Properties"]["Topics"]))
)
def test_a_topic_that_nobody_makes_is_seen(number: int) -> None:
    properties = template()["Resources"]["KafkaTopics"]["Properties"]
    rest = [topic for place, topic in enumerate(properties["Topics"]) if place != number]
    gone = properties["Topics"][number]["Name"]
    robbed = Stack(altered(template(), Resources__KafkaTopics__Properties__Topics=rest), Stage="prod")
    assert unmade(robbed) == ({gone} if gone in needed() else set())


def test_nobody_else_makes_topics() -> None:
    assert "auto.create.topics.enable=false" in _server_properties(2)


@pytest.mark.parametrize(("brokers", "in_sync"), [(2, 1), (3, 2)])
def test_one_replica_less_than_there_are_must_be_in_sync(brokers: int, in_sync: int) -> None:
    root = stack("template.yaml", KafkaBrokers=brokers)
    made = topics_of(_as_cloudformation_sends(root["KafkaTopics"]))
    assert {(topic.replicas, topic.settings["min.insync.replicas"]) for topic in made} == {(brokers, str(in_sync))}
    assert root["Kafka"]["Parameters"]["Brokers"] == brokers
    said = _server_properties(brokers)
    assert f"default.replication.factor={brokers}" in said
    assert f"min.insync.replicas={in_sync}" in said
    cluster = Stack(KAFKA, Stage="prod", Brokers=brokers)["Cluster"]
    assert cluster["NumberOfBrokerNodes"] == len(cluster["BrokerNodeGroupInfo"]["ClientSubnets"]) == brokers


def _server_properties(brokers: int) -> list[str]:
    text, values = Stack(KAFKA, Stage="prod", Brokers=brokers)["Configuration"]["ServerProperties"]["Fn::Sub"]
    for name, value in {**values, "Brokers": brokers}.items():
        text = text.replace(f"${{{name}}}", str(value))
    assert "${" not in text
    lines: list[str] = text.splitlines()
    return lines


def _as_cloudformation_sends(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_cloudformation_sends(item) for name, item in value.items()}
    return [_as_cloudformation_sends(item) for item in value] if isinstance(value, list) else str(value)


def test_an_existing_cluster_keeps_its_own_defaults() -> None:
    made = topics_of(_as_cloudformation_sends(stack("template.yaml", KafkaClusterArn="arn:aws:kafka:x")["KafkaTopics"]))
    assert {(topic.replicas, tuple(topic.settings)) for topic in made} == {(-1, ("retention.ms",))}


def test_a_changed_configuration_reaches_the_cluster() -> None:
    revision = Stack(KAFKA, Stage="prod")["Cluster"]["ConfigurationInfo"]["Revision"]
    assert revision == {"Fn::GetAtt": ["Configuration", "LatestRevision.Revision"]}


def test_its_function_may_do_nothing_but_make_topics() -> None:
    statements = stack("template.yaml")["Topics"]["Policies"][0]["Statement"]
    actions = {action for statement in statements for action in as_list(statement["Action"])}
    # https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html
    assert actions == {
        "kafka-cluster:Connect",
        "kafka-cluster:CreateTopic",
        "kafka-cluster:DescribeTopic",
        "kafka-cluster:AlterTopic",
        "kafka-cluster:DescribeTopicDynamicConfiguration",
        "kafka-cluster:AlterTopicDynamicConfiguration",
    }


def test_nobody_else_may_make_or_change_them() -> None:
    for name, function in stack("template.yaml").of_kind("AWS::Serverless::Function").items():
        if name != "Topics":
            assert not re.search(r"kafka-cluster:(Create|Alter|Delete)Topic", str(function.get("Policies")))


def test_its_answer_finds_the_way_out_of_the_network() -> None:
    kafka = Stack(KAFKA, Stage="prod", Brokers=3)
    endpoint = kafka["S3Endpoint"]
    assert endpoint["VpcEndpointType"] == "Gateway"
    routes = {mention for table in endpoint["RouteTableIds"] for mention in mentioned(table)}
    associations = kafka.of_kind("AWS::EC2::SubnetRouteTableAssociation").values()
    assert {a["SubnetId"]["Ref"] for a in associations if a["RouteTableId"]["Ref"] in routes} == {
        *kafka.of_kind("AWS::EC2::Subnet")
    }
    [statement] = endpoint["PolicyDocument"]["Statement"]
    assert statement["Action"] == "s3:PutObject"
    resource, values = statement["Resource"]["Fn::Sub"]
    assert resource.endswith(":cloudformation-custom-resource-response-${Region}/*")
    assert values["Region"] == {"Fn::Join": ["", {"Fn::Split": ["-", {"Ref": "AWS::Region"}]}]}
    egress = {(rule["ToPort"], rule["CidrIp"]) for rule in kafka["TopicsSecurityGroup"]["SecurityGroupEgress"]}
    assert egress == {(9098, "10.40.0.0/16"), (443, "0.0.0.0/0")}
    assert stack("template.yaml")["Topics"]["VpcConfig"]["SecurityGroupIds"] == [
        {"Fn::GetAtt": ["Kafka", "Outputs.TopicsSecurityGroupId"]}
    ]
    sources = [rule["SourceSecurityGroupId"]["Ref"] for rule in kafka["BrokerSecurityGroup"]["SecurityGroupIngress"]]
    assert "TopicsSecurityGroup" in sources


def test_cloudformation_waits_longer_than_the_function_and_its_retry_take() -> None:
    root = stack("template.yaml")
    assert root["KafkaTopics"]["ServiceTimeout"] >= 2 * root["Topics"]["Timeout"] + 60


def test_who_writes_or_reads_comes_after_them() -> None:
    resources = template()["Resources"]
    after = {name for name, resource in resources.items() if "KafkaTopics" in as_list(resource.get("DependsOn", []))}
    policies = {name for name in resources if re.fullmatch(r"Read[A-Z]\w+Topic", name)}
    assert after == {"OutboxRelay", "LogForwarder"} | policies
    for mapping in stack("template.yaml").of_kind("AWS::Lambda::EventSourceMapping").values():
        function = resources[mapping["FunctionName"]["Ref"]]
        assert mentioned(function["Properties"]["Policies"]) & policies


def test_the_local_cloud_has_the_same_topics() -> None:
    properties = stack("template.yaml", Stage="local", TopicPartitions=local_topics.EACH)["KafkaTopics"]
    assert local_topics.partitions() == {topic["Name"]: topic["Partitions"] for topic in properties["Topics"]}
    assert local_topics.services() == [*PUBLISHERS]
    chosen = tomllib.loads((ROOT / "samconfig.toml").read_text())["local"]["deploy"]["parameters"]
    assert f" TopicPartitions={local_topics.EACH} " in chosen["parameter_overrides"]
