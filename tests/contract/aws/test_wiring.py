"""What one part names of another is there, nothing waits for itself, and each API has one stage: the guarded one.

cfn-lint sees none of this: it reads neither what the APIs include nor what a nested stack hands out.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from scripts.check_templates import expanded_template
from tests.contract.aws.stack import altered, walk
from tests.contract.aws.test_limits import processed
from tests.contract.aws.test_lists import expanded
from tests.contract.template import as_list, document, template

NAMED = re.compile(r"\$\{(?!!)([\w.:]+)\}")


def whole() -> dict[str, Any]:
    """The stack as CloudFormation gets it, the paths of both APIs put in."""
    return copy.deepcopy(processed())


def mentions(value: Any) -> set[str]:
    """The names of all that a value refers to."""
    return {name for name in _mentions(value) if "::" not in name}


def _mentions(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _mentions(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        match key:
            case "Ref":
                yield item
            case "Fn::GetAtt":
                yield item.partition(".")[0] if isinstance(item, str) else item[0]
            case "Fn::Sub":
                text, own = (item, {}) if isinstance(item, str) else item
                yield from {name.partition(".")[0] for name in NAMED.findall(text)} - set(own)
                yield from _mentions(own)
            case _:
                yield from _mentions(item)


def waiting(root: Mapping[str, Any]) -> dict[str, set[str]]:
    """Each resource with those that have to be there before it."""
    resources = root["Resources"]
    return {
        name: (mentions(resource.get("Properties", {})) | set(as_list(resource.get("DependsOn", [])))) & set(resources)
        for name, resource in resources.items()
    }


def in_a_circle(needs: Mapping[str, set[str]]) -> set[str]:
    """What can never be begun, since it waits for itself or for what does."""
    left = dict(needs)
    while ready := [name for name, before in left.items() if not before & set(left)]:
        for name in ready:
            del left[name]
    return set(left)


def missing(root: Mapping[str, Any]) -> set[str]:
    known = set(root["Resources"]) | set(root["Parameters"])
    return mentions({"r": root["Resources"], "o": root["Outputs"]}) - known


def test_everything_named_is_there_also_in_what_the_apis_include() -> None:
    assert missing(whole()) == set()
    assert mentions(whole()["Resources"]["ShopGateway"]) >= {"UsersApi", "OrdersApi", "UserPool"}
    assert mentions(whole()["Resources"]["StaffGateway"]) >= {"UsersApi", "AuditApi", "UserPool"}


def test_nothing_waits_for_itself() -> None:
    assert in_a_circle(waiting(whole())) == set()
    for path in ("infra/edge.yaml", "infra/firewall.yaml", "infra/kafka.yaml", "infra/observability.yaml"):
        assert in_a_circle(waiting(document(path))) == set()


def test_a_function_that_is_told_of_its_own_api_is_seen() -> None:
    """It would be a circle, since the API names its functions; only with the included paths can it be seen."""
    address = {"Variables": {"API": {"Fn::Sub": "https://${StaffGateway}.example"}}}
    circular = altered(whole(), Resources__UsersApi__Properties__Environment=address)
    assert {"UsersApi", "StaffGateway"} <= in_a_circle(waiting(circular))


def test_a_circle_by_order_alone_is_seen() -> None:
    circular = altered(whole(), Resources__TopicsLogs__DependsOn="OutboxRelay")
    assert {"TopicsLogs", "KafkaTopics", "OutboxRelay"} <= in_a_circle(waiting(circular))


def test_a_name_that_nothing_has_is_seen() -> None:
    lost = altered(whole(), Resources__OrdersApi=None)
    assert "OrdersApi" in missing(lost)


def nested_faults(root: Mapping[str, Any]) -> set[str]:
    """Where a nested stack is not given what it asks for, or asked for what it does not give."""
    found = set()
    nested = {
        name: r["Properties"] for name, r in root["Resources"].items() if r["Type"] == "AWS::CloudFormation::Stack"
    }
    for name, properties in nested.items():
        asked = document(properties["TemplateURL"]).get("Parameters", {})
        given = set(properties.get("Parameters", {}))
        found |= {f"{name} is not given {p}" for p in asked if "Default" not in asked[p] and p not in given}
        found |= {f"{name} does not take {p}" for p in given - set(asked)}
    for key, item in walk({"r": root["Resources"], "o": root["Outputs"]}):
        if key == "Fn::GetAtt" and isinstance(item, list) and item[0] in nested:
            output = item[1].removeprefix("Outputs.")
            if output not in document(nested[item[0]]["TemplateURL"])["Outputs"]:
                found.add(f"{item[0]} does not give {output}")
    return found


def test_nested_stacks_get_what_they_ask_for_and_give_what_is_asked() -> None:
    assert nested_faults(template()) == set()


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"Resources__Edge__Properties__Parameters__OriginKeySecret": None}, "Edge is not given OriginKeySecret"),
        ({"Resources__Firewall__Properties__Parameters__KeyC": 1}, "Firewall does not take KeyC"),
        ({"Outputs__SiteUrl__Value": {"Fn::GetAtt": ["Edge", "Outputs.Address"]}}, "Edge does not give Address"),
    ],
)
def test_a_nested_stack_that_does_not_fit_is_seen(changes: dict[str, Any], seen: str) -> None:
    assert nested_faults(altered(template(), **changes)) == {seen}


def stages(root: Mapping[str, Any]) -> list[str]:
    """The names of all stages of both APIs; a deployment can make one beside those that are declared."""
    kinds = ("AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment")
    made = [r["Properties"].get("StageName") for r in root["Resources"].values() if r["Type"] in kinds]
    return sorted(name for name in made if name)


def test_each_api_has_the_stage_that_the_firewall_guards_and_no_other() -> None:
    assert stages(expanded()) == ["api", "api"]


@pytest.mark.parametrize("gateway", ["ShopGateway", "StaffGateway"])
def test_a_second_stage_that_sam_makes_is_seen(gateway: str) -> None:
    def unversioned(root: dict[str, Any]) -> None:
        del root["Resources"][gateway]["Properties"]["OpenApiVersion"]

    assert stages(expanded_template(unversioned)) == ["Stage", "api", "api"]


def test_only_the_local_stage_uses_a_kafka_that_is_there() -> None:
    rule = template()["Rules"]["AnExistingKafkaIsLocal"]
    assert rule["RuleCondition"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Stage"}, "local"]}]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Equals": [{"Ref": "KafkaClusterArn"}, ""]}
