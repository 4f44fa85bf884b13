"""What is meant for people reaches them: alarms by a topic that CloudWatch can use, codes by SES."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract.aws.stack import Stack, altered, stack
from tests.contract.template import document, mentioned

OBSERVABILITY = document("infra/observability.yaml")


def mute(template: Mapping[str, Any]) -> set[str]:
    """Alarms with an action that CloudWatch may not publish to, or with none.

    AWS's own key for SNS has a policy that nobody can change, and it does not name CloudWatch:
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    observed = Stack(template, Stage="prod", ShopGatewayName="shop", StaffGatewayName="staff", AlarmEmail="a@b.example")
    topics, keys = observed.of_kind("AWS::SNS::Topic"), observed.of_kind("AWS::KMS::Key")
    heard = {name for name, topic in topics.items() if _usable(topic.get("KmsMasterKeyId"), keys)}
    alarms = observed.of_kind("AWS::CloudWatch::Alarm")
    return {name for name, alarm in alarms.items() if not (told := mentioned(alarm["AlarmActions"])) or told - heard}


def _usable(key: Any, keys: Mapping[str, Any]) -> bool:
    if key is None:
        return True
    policy = str([keys[name]["KeyPolicy"] for name in mentioned(key) & set(keys)])
    return all(word in policy for word in ("cloudwatch.amazonaws.com", "kms:Decrypt", "kms:GenerateDataKey"))


def test_every_alarm_can_be_heard() -> None:
    assert mute(OBSERVABILITY) == set()
    assert len(Stack(OBSERVABILITY, Stage="prod").of_kind("AWS::CloudWatch::Alarm")) >= 3


@pytest.mark.parametrize("key", ["alias/aws/sns", {"Fn::Sub": "arn:aws:kms:::alias/aws/sns"}, {"Ref": "Elsewhere"}])
def test_a_key_that_cloudwatch_may_not_use_is_seen(key: Any) -> None:
    locked = altered(OBSERVABILITY, Resources__Alarms__Properties__KmsMasterKeyId=key)
    assert mute(locked) == {*Stack(OBSERVABILITY, Stage="prod").of_kind("AWS::CloudWatch::Alarm")}


def test_each_gateway_is_watched_for_errors_and_for_slowness() -> None:
    observed = Stack(OBSERVABILITY, Stage="prod", ShopGatewayName="shop", StaffGatewayName="staff")
    alarms = observed.of_kind("AWS::CloudWatch::Alarm").values()
    watched = {
        (alarm["Dimensions"][0]["Value"], alarm["MetricName"])
        for alarm in alarms
        if alarm.get("Namespace") == "AWS/ApiGateway"
    }
    assert watched == {(gateway, metric) for gateway in ("shop", "staff") for metric in ("5XXError", "Latency")}
    board = observed["Dashboard"]["DashboardBody"]["Fn::Sub"]
    assert board.count("${ShopGatewayName}") == board.count("${StaffGatewayName}") == 2
    given = stack("template.yaml")
    for gateway in ("Shop", "Staff"):
        assert given["Observability"]["Parameters"][f"{gateway}GatewayName"] == given[f"{gateway}Gateway"]["Name"]


def test_an_alarm_that_tells_nobody_is_seen() -> None:
    assert mute(altered(OBSERVABILITY, Resources__SlowApi__Properties__AlarmActions=[])) == {"SlowApi"}


@pytest.mark.parametrize("stage", ["dev", "staging", "prod"])
@pytest.mark.parametrize(("identity", "used"), [("", "shop@souk.example"), ("souk.example", "souk.example")])
def test_codes_are_mailed_by_ses_as_the_shop(stage: str, identity: str, used: str) -> None:
    pool = stack("template.yaml", Stage=stage, SenderEmail="shop@souk.example", SenderIdentity=identity)["UserPool"]
    mail = pool["EmailConfiguration"]
    assert (mail["EmailSendingAccount"], mail["From"]) == ("DEVELOPER", "shop@souk.example")
    assert mail["SourceArn"]["Fn::Sub"][1] == {"Identity": used}


def test_the_local_engine_mails_by_itself() -> None:
    assert "EmailConfiguration" not in stack("template.yaml", Stage="local")["UserPool"]
