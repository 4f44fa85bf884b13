"""What a statement names is the function's own: a star stands only behind something that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.contract.aws.stack import Stack, altered, stack
from tests.contract.template import as_list, template

# Who may name all of Souk's topics: what makes them, and what publishes for every service.
EVERY_TOPIC = {"Topics", "OutboxRelay"}
# A star behind a resource's own ARN, a folder of a bucket or its files of a kind, a service's own part of a namespace.
OWN = (
    re.compile(r"\$\{\w+\.Arn\}(/[\w/-]*)?/?\*(\.\w+)?"),
    re.compile(r"arn:\$\{AWS::Partition\}:ssm:.*:parameter/souk/\$\{Stage\}/\w+/\*"),
)


def faults(root: Stack) -> set[str]:
    return {f"{name}: {text}" for name, service, text in _stars(root) if not _is_own(name, service, text)}


def _stars(root: Stack) -> Iterator[tuple[str, str, str]]:
    """Every resource with a star, with the function or policy and its service."""
    for name, function in root.of_kind("AWS::Serverless::Function").items():
        service = function["Handler"].partition(".")[0]
        for policy in function.get("Policies", []):
            if isinstance(policy, dict):
                yield from ((name, service, text) for text in _named(policy.get("Statement", [])) if "*" in text)
    for name, policy in root.of_kind("AWS::IAM::ManagedPolicy").items():
        yield from ((name, "", text) for text in _named(policy["PolicyDocument"]["Statement"]) if "*" in text)


def _named(statements: list[Mapping[str, Any]]) -> Iterator[str]:
    for statement in statements:
        for resource in as_list(statement["Resource"]):
            if isinstance(resource, str):
                yield resource
            elif "Fn::Sub" in resource:
                yield as_list(resource["Fn::Sub"])[0]


def _is_own(name: str, service: str, text: str) -> bool:
    if any(pattern.fullmatch(text) for pattern in OWN):
        return True
    if text == "${Head}:topic/${Tail}/souk.*":
        return name in EVERY_TOPIC
    return bool(service) and text == f"${{Head}}:group/${{Tail}}/souk.{service}.*"


@pytest.mark.parametrize("cluster", ["", "arn:aws:kafka:eu-central-1:123456789012:cluster/own/0"])
def test_no_function_may_do_anything_to_what_is_not_its_own(cluster: str) -> None:
    assert faults(stack("template.yaml", KafkaClusterArn=cluster)) == set()


def test_a_consumer_may_use_its_own_groups_and_no_others() -> None:
    root = stack("template.yaml")
    for mapping in root.of_kind("AWS::Lambda::EventSourceMapping").values():
        name = mapping["FunctionName"]["Ref"]
        policies = [p for p in root[name]["Policies"] if isinstance(p, dict) and "Statement" in p]
        groups = [text for p in policies for text in _named(p["Statement"]) if ":group/" in text]
        group = mapping["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"]
        assert len(groups) == 1
        assert group.startswith(groups[0].rpartition("/")[2].rstrip("*"))


@pytest.mark.parametrize(
    ("identity", "sends_as"), [("", "shop@souk.example"), ("souk.example", "souk.example")], ids=["address", "domain"]
)
def test_letters_are_sent_as_the_shop_and_nobody_else(identity: str, sends_as: str) -> None:
    root = stack("template.yaml", SenderEmail="shop@souk.example", SenderIdentity=identity)
    statements = root["NotificationsConsumer"]["Policies"][-1]["Statement"]
    [(resource, told_by)] = [s["Resource"] for s in statements if s["Action"] == ["ses:SendEmail"]]
    assert told_by["Fn::Sub"].endswith(":configuration-set/souk-${Stage}-letters")
    arn, values = resource["Fn::Sub"]
    assert arn == "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${Identity}"
    assert values == {"Identity": sends_as}


def test_only_who_sets_challenges_reads_their_secret_and_knows_where_they_come_from() -> None:
    functions = stack("template.yaml").of_kind("AWS::Serverless::Function")
    readers = {
        name
        for name, function in functions.items()
        for policy in function.get("Policies", [])
        if isinstance(policy, dict)
        for text in _named(policy.get("Statement", []))
        if text.endswith("parameter/souk/${Stage}/challenge")
    }
    told = {name for name, function in functions.items() if "CHALLENGE_ORIGIN" in function["Environment"]["Variables"]}
    assert readers == told == {"NotificationsApi", "OrdersApi", "UsersApi"}


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        {"Fn::If": ["InCloud", "*", "arn:aws:s3:::bucket"]},
        {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"},
        {"Fn::Sub": ["${Head}:group/${Tail}/souk.*", {}]},
        {"Fn::Sub": ["${Head}:group/${Tail}/*", {}]},
        {"Fn::Sub": ["${Head}:group/${Tail}/souk.orders.*", {}]},
        {"Fn::Sub": ["${Head}:topic/${Tail}/souk.*", {}]},
        {"Fn::Sub": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/souk/*"},
        {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*"},
        [{"Fn::Sub": "${UsersTable.Arn}/index/*"}, "arn:aws:s3:::*"],
    ],
)
def test_a_star_that_reaches_further_is_seen(resource: Any) -> None:
    statement = [{"Effect": "Allow", "Action": ["x:Y"], "Resource": resource}]
    path = "Resources__NotificationsConsumer__Properties__Policies"
    wider = altered(template(), **{path: [{"Version": "2012-10-17", "Statement": statement}]})
    [found] = faults(Stack(wider, Stage="prod"))
    assert found.startswith("NotificationsConsumer: ")
