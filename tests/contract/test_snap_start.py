"""SnapStart: off unless wanted; on, what shoppers wait for is called by its alias, and no copy differs by its start."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scripts.stage_parameters import parameters
from tests.contract.aws.stack import Stack, altered, stack
from tests.contract.aws.test_limits import included
from tests.contract.template import ROOT, Function, as_list, functions, template
from tests.support.bytecode import READ_ONLY

ON = {"SnapStart": "on", "Release": "r1"}
# What shoppers wait for. For these the staff wait, or a letter, and it would bill all day.
LIVE = {function.name for function in functions() if function.handler.endswith((".api", ".rpc"))} - {
    "AuditApi",
    "BackofficeApi",
    "DocumentsPress",
    "LogsApi",
    "NotificationsApi",
}
WITHOUT_SUPPORT = ("ProvisionedConcurrencyConfig", "FileSystemConfigs", "ImageUri", "AutoPublishAlias")
each_live = pytest.mark.parametrize("name", sorted(LIVE))


def calls(root: Stack) -> list[tuple[str, Any]]:
    """Who calls which function by which name: services, the gateway, and what else invokes."""
    found = [
        (name, value)
        for name, function in root.of_kind("AWS::Serverless::Function").items()
        for variable, value in function["Environment"]["Variables"].items()
        if variable.endswith("_FUNCTION")
    ]
    found += [("permission", p["FunctionName"]) for p in root.of_kind("AWS::Lambda::Permission").values()]
    found += [("mapping", m["FunctionName"]) for m in root.of_kind("AWS::Lambda::EventSourceMapping").values()]
    for path in (path for gateway in included().values() for path in root.decided(gateway)["paths"].values()):
        for operation in path.values():
            uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            found.append(("gateway", uri[1]["Function"] if isinstance(uri, list) else {"Fn::Sub": uri}))
    return found


def by_the_wrong_name(root: Stack) -> set[str]:
    """The calls that leave out an alias that there is, or name one that there is not."""
    aliases = root.of_kind("AWS::Lambda::Alias")
    functions = root.of_kind("AWS::Serverless::Function")
    wrong = set()
    for caller, target in calls(root):
        named = json.dumps(target)
        for function in functions:
            past_the_alias = f"{function}Live" in aliases and f'"{function}"' in named
            into_nothing = f"{function}Live" not in aliases and f"{function}Live" in named
            if past_the_alias or into_nothing:
                wrong.add(f"{caller}: {named}")
    return wrong


def test_by_default_it_is_off_and_nothing_of_it_is_there() -> None:
    root = stack("template.yaml")
    assert not root.of_kind("AWS::Lambda::Version")
    assert not root.of_kind("AWS::Lambda::Alias")
    for function in root.of_kind("AWS::Serverless::Function").values():
        assert function.get("SnapStart", {"ApplyOn": "None"}) == {"ApplyOn": "None"}
        assert "SOUK_RELEASE" not in function["Environment"]["Variables"]


def test_on_it_is_for_what_shoppers_wait_for_and_nothing_else() -> None:
    found = stack("template.yaml", **ON).of_kind("AWS::Serverless::Function")
    assert {name for name, f in found.items() if f.get("SnapStart") == {"ApplyOn": "PublishedVersions"}} == LIVE
    assert {name for name, f in found.items() if "SOUK_RELEASE" in f["Environment"]["Variables"]} == LIVE


@each_live
def test_on_a_function_has_a_version_that_goes_with_the_next_release_and_an_alias_at_it(name: str) -> None:
    """CloudFormation replaces a version when its description changes, and Lambda publishes one only of a function that
    has changed too. A replaced version is deleted, and with it its snapshot, which bills as long as it is there:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html
    """
    root = stack("template.yaml", **ON)
    assert root[f"{name}Version"] == {"FunctionName": {"Ref": name}, "Description": "r1"}
    assert root[name]["Environment"]["Variables"]["SOUK_RELEASE"] == "r1"
    assert root[f"{name}Live"] == {
        "FunctionName": {"Ref": name},
        "FunctionVersion": {"Fn::GetAtt": [f"{name}Version", "Version"]},
        "Name": "live",
    }
    assert "DeletionPolicy" not in template()["Resources"][f"{name}Version"]


@each_live
def test_a_function_with_it_has_nothing_that_it_does_not_go_with(name: str) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-runtimes"""
    properties = stack("template.yaml", **ON)[name]
    assert not set(WITHOUT_SUPPORT) & set(properties)
    assert properties.get("EphemeralStorage", {}).get("Size", 512) <= 512
    assert template()["Globals"]["Function"]["Runtime"] >= "python3.12"


@pytest.mark.parametrize("chosen", [{}, ON], ids=["off", "on"])
def test_every_function_is_called_by_its_alias_where_it_has_one(chosen: Mapping[str, str]) -> None:
    assert by_the_wrong_name(stack("template.yaml", **chosen)) == set()


@pytest.mark.parametrize(
    "place",
    [
        "OrdersApi__Properties__Environment__Variables__CARTS_FUNCTION",
        "SearchApiShopPermission__Properties__FunctionName",
        "UsersConsumerFromOrders__Properties__FunctionName",
    ],
)
def test_a_call_past_the_alias_is_seen(place: str) -> None:
    wrong = altered(template(), **{f"Resources__{place}": {"Ref": "CartRpc"}})
    assert len(by_the_wrong_name(Stack(wrong, Stage="prod", **ON))) == 1


@pytest.mark.parametrize("chosen", [{}, ON], ids=["off", "on"])
def test_a_caller_may_invoke_alias_and_function_so_that_turning_it_on_or_off_refuses_nobody(
    chosen: Mapping[str, str],
) -> None:
    for name, function in stack("template.yaml", **chosen).of_kind("AWS::Serverless::Function").items():
        may = [
            resource
            for policy in function.get("Policies", [])
            for statement in (policy.get("Statement", []) if isinstance(policy, dict) else [])
            if "lambda:InvokeFunction" in as_list(statement["Action"])
            for resource in as_list(statement["Resource"])
        ]
        called = {callee for callee in LIVE if {"Fn::GetAtt": [callee, "Arn"]} in may}
        assert {callee for callee in LIVE if {"Fn::Sub": f"${{{callee}.Arn}}:live"} in may} == called, name


def test_each_stage_is_deployed_anew_each_time_since_nothing_shows_that_its_addresses_changed() -> None:
    assert stack("template.yaml")["ShopGateway"]["AlwaysDeploy"] is True
    assert stack("template.yaml")["StaffGateway"]["AlwaysDeploy"] is True


@pytest.mark.parametrize("stage", ["dev", "staging", "prod"])
def test_make_deploy_gives_each_deployment_a_release_of_its_own_beside_the_stages_parameters(stage: str) -> None:
    noon = datetime(2026, 11, 29, 12, tzinfo=UTC)
    first, second = (parameters(stage, now) for now in (noon, noon + timedelta(seconds=1)))
    assert first != second
    *configured, release = first.split()
    assert f"Stage={stage}" in configured
    assert re.fullmatch(template()["Parameters"]["Release"]["AllowedPattern"], release.removeprefix("Release="))


def test_turned_on_it_asks_for_a_release() -> None:
    rule = template()["Rules"]["SnapStartHasItsRelease"]
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "SnapStart"}, "on"]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Release"}, ""]}]}


# What a start leaves in a snapshot: nobody is to be asked, and no random number to be drawn. That the generator of
# `random` has a state at all is seen to by souk.ahead.
PROBE = """
import os, random, sys
seen = []
names = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
sys.addaudithook(lambda event, _: seen.append(event) if event in names else None)
drawn, os.urandom = os.urandom, lambda size: seen.append("os.urandom") or drawn(size)
random._urandom = os.urandom
random.seed(1)
state = random.getstate()
import importlib
importlib.import_module(sys.argv[1])
if random.getstate() != state:
    seen.append("random")
print(sorted(set(seen)))
"""
HOOKS = "def register_after_restore(function, *args, **kwargs): pass\n"


@each_live
def test_a_start_asks_nobody_and_draws_nothing_that_copies_would_share(name: str, tmp_path: Path) -> None:
    (tmp_path / "snapshot_restore_py.py").write_text(HOOKS, encoding="utf-8")
    assert _started(PROBE, name, tmp_path) == "[]"


@pytest.mark.parametrize(
    ("start", "seen"),
    [
        ("import secrets; secrets.token_urlsafe()", "os.urandom"),
        ("import uuid; uuid.uuid4()", "os.urandom"),
        ("import random; random.random()", "random"),
        ("import socket; socket.socket().connect_ex(('127.0.0.1', 9))", "socket.connect"),
    ],
)
def test_a_start_that_does_is_seen(start: str, seen: str, tmp_path: Path) -> None:
    (tmp_path / "snapshot_restore_py.py").write_text(HOOKS, encoding="utf-8")
    probe = PROBE.replace("importlib.import_module(sys.argv[1])", start)
    assert _started(probe, "OrdersApi", tmp_path) == f"['{seen}']"


def _started(probe: str, name: str, beside: Path) -> str:
    """What the probe prints in a process with the function's code and variables, as where its snapshot is taken."""
    function = next(f for f in functions() if f.name == name)
    code = (ROOT / "layers/core", ROOT / f"functions/{function.service}", beside)
    environment = {
        **_variables(function),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "PATH": os.defpath,
        "PYTHONPATH": os.pathsep.join(map(str, code)),
        **READ_ONLY,
    }
    command = [sys.executable, "-c", probe, function.handler]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()[-1]


def _variables(function: Function) -> dict[str, str]:
    """As template.yaml and its parameters give them; what exists only in AWS goes by the variable's name."""
    decided = stack("template.yaml", **ON).decided(function.environment)
    return {name: _given(value, name.lower()) for name, value in decided.items()}


def _given(value: Any, elsewhere: str) -> str:
    if not isinstance(value, dict):
        return str(value)
    parameter = template()["Parameters"].get(value.get("Ref"), {})
    return str(parameter.get("Default", elsewhere))
