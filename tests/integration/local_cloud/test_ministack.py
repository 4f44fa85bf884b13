"""The same bridge against MiniStack: mappings from a stack, real Lambda workers, and a restart."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from souk_local import process
from souk_local.aws import Clients
from souk_local.bridge.sources import LambdaMappings, StackMappings
from souk_local.engines import aws_part, bridge_part
from souk_local.settings import Settings
from tests.integration.local_cloud.broker import Broker, free_port
from tests.integration.local_cloud.conftest import eventually

CODE = """
import base64, boto3, os
def handler(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    for lane in event["records"].values():
        for record in lane:
            value = base64.b64decode(record["value"]).decode()
            if value == "unlucky" and "Item" not in table.get_item(Key={"pk": "failed once"}):
                table.put_item(Item={"pk": "failed once"})
                raise ValueError(value)
            table.put_item(Item={"pk": value})
"""
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        },
        "Policies": [
            {
                "PolicyName": "table",
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": ["dynamodb:PutItem", "dynamodb:GetItem"],
                            "Resource": {"Fn::GetAtt": ["Table", "Arn"]},
                        }
                    ],
                },
            }
        ],
    },
}


def template(enabled: bool) -> dict[str, Any]:
    return {
        "Parameters": {"Topic": {"Type": "String"}, "ClusterArn": {"Type": "String", "Default": ""}},
        "Conditions": {"Given": {"Fn::Not": [{"Fn::Equals": [{"Ref": "ClusterArn"}, ""]}]}},
        "Resources": {
            "Table": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    "TableName": "seen",
                    "BillingMode": "PAY_PER_REQUEST",
                    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                },
            },
            "Role": ROLE,
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "FunctionName": "consumer",
                    "Runtime": "python3.13",
                    "Handler": "index.handler",
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Timeout": 20,
                    "Code": {"ZipFile": CODE},
                    "Environment": {"Variables": {"TABLE": {"Ref": "Table"}}},
                },
            },
            "Mapping": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "FunctionName": {"Ref": "Function"},
                    "EventSourceArn": {
                        "Fn::If": ["Given", {"Ref": "ClusterArn"}, {"Ref": "AWS::NoValue"}],
                    },
                    "Topics": [{"Fn::Sub": "${Topic}"}],
                    "Enabled": enabled,
                    "StartingPosition": "TRIM_HORIZON",
                    "BatchSize": 10,
                    "AmazonManagedKafkaEventSourceConfig": {"ConsumerGroupId": "souk.test"},
                },
            },
        },
    }


@pytest.fixture
def settings(broker: Broker, tmp_path: Path) -> Settings:
    return Settings.from_environment(
        {
            "SOUK_AWS_PORT": str(free_port()),
            "SOUK_KAFKA_PORT": str(broker.port),
            "SOUK_STATE_DIR": str(tmp_path),
        }
    )


@pytest.fixture
def engine(settings: Settings) -> Iterator[process.Part]:
    part = aws_part(settings)
    process.start(part)
    yield part
    process.stop(part)


def _deploy(clients: Clients, enabled: bool) -> None:
    body = json.dumps(template(enabled))
    arn = "arn:aws:kafka:us-east-1:000000000000:cluster/souk-test/00000000-0000-0000-0000-000000000000-1"
    clients.stacks.create_stack(
        StackName="test",
        TemplateBody=body,
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[
            {"ParameterKey": "Topic", "ParameterValue": "orders"},
            {"ParameterKey": "ClusterArn", "ParameterValue": arn},
        ],
    )
    clients.stacks.get_waiter("stack_create_complete").wait(
        StackName="test", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
    )


def test_a_deployed_mapping_feeds_a_real_function_through_restarts(
    broker: Broker, settings: Settings, engine: process.Part
) -> None:
    clients = Clients(settings)
    broker.create("orders", partitions=2)
    _deploy(clients, enabled=True)
    bridge = bridge_part(settings)
    process.start(bridge)
    try:
        broker.produce("orders", ["a", "unlucky", "b"])
        eventually(lambda: broker.committed("souk.test", "orders") == 3, "the batch is handled")
        process.stop(engine)
        broker.produce("orders", ["while away"])
        process.start(engine)
        eventually(lambda: broker.committed("souk.test", "orders") == 4, "goes on after MiniStack's restart")
        assert _seen(clients) == {"a", "failed once", "unlucky", "b", "while away"}
    finally:
        process.stop(bridge)


def test_a_mapping_declared_as_disabled_is_listed_as_disabled(settings: Settings, engine: process.Part) -> None:
    assert process.pid_of(engine)
    clients = Clients(settings)
    _deploy(clients, enabled=False)
    [mapping] = LambdaMappings(clients.functions, StackMappings(clients.stacks)).list()
    assert not mapping.enabled
    assert mapping.topics == ("orders",)
    assert mapping.group == "souk.test"
    assert mapping.window_seconds == 0.5


def _seen(clients: Clients) -> set[str]:
    return {item["pk"]["S"] for item in clients.tables.scan(TableName="seen")["Items"]}
