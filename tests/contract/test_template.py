"""template.yaml against the code: nothing that is written is left undeployed, and nothing deployed is unwritten."""

from __future__ import annotations

import ast
import importlib
import itertools
import json
import re
from typing import Any

import pytest

import souk_openapi
from souk.delivery.consumer import BatchConsumer, Consumer, RawConsumer
from souk.delivery.lane import RESERVE_MS
from souk.events import topic_of
from souk.events.envelope import PUBLISHERS
from souk.http import Api
from souk.rpc.server import RpcServer
from souk.schedule import Schedule
from souk.staff.permissions import FORMER_GROUPS, STAFF_ROLES
from souk_local.bridge.mapping import PROVISIONED_ONLY
from souk_local.services import SERVICES
from tests.contract import imports
from tests.contract.template import (
    ROOT,
    Function,
    as_list,
    functions,
    mappings,
    mentioned,
    resources,
    statements,
    template,
)

TEXT = (ROOT / "template.yaml").read_text(encoding="utf-8")
FUNCTIONS = functions()
BY_NAME = {function.name: function for function in FUNCTIONS}
# Their lines would come back to themselves: what they log is in CloudWatch only.
# pydantic reads it: no plugin is looked for among all that is installed.
READ_BY_LIBRARIES = {"PYDANTIC_DISABLE_PLUGINS"}
# Nobody reads it: a function that it changes gets a new version (tests/contract/test_snap_start.py).
UNREAD = {"SOUK_RELEASE"}
UNSHIPPED = {"LogForwarder", "LogsConsumer"}
# Which layer holds a package that the core layer does not.
LAYER_OF = {
    "grpc": "RpcLayer",
    "google": "RpcLayer",
    "kafka": "KafkaLayer",
    "aws_msk_iam_sasl_signer": "KafkaLayer",
    "tantivy": "SearchLayer",
    "stripe": "PaymentsLayer",
    "nh3": "CatalogueLayer",
    "markdown_it": "ContentLayer",
    "jinja2": "LettersLayer",
    "babel": "LettersLayer",
    "typst": "DocumentsLayer",
    "pypdf": "DocumentsLayer",
    "fontTools": "DocumentsLayer",
}
# Packages that a function could import by the look of its source, but does not reach: their import stands in a part
# of the composition root that only other functions ask for.
UNREACHED = {
    ("CartConsumer", "RpcLayer"),  # only shoppers' requests ask for the catalogue
    ("ProductsRpc", "CatalogueLayer"),  # only imports and edits clean HTML
    ("ProductsConsumer", "CatalogueLayer"),
    ("ContentConsumer", "ContentLayer"),  # only staff's requests read Markdown
    ("ProductsSchedule", "CatalogueLayer"),
    ("ShippingSchedule", "RpcLayer"),  # no timer shares an order out between locations
    ("NotificationsFeedback", "LettersLayer"),
    ("NotificationsFeedback", "RpcLayer"),  # only shoppers' requests ask for the catalogue
    ("DocumentsApi", "DocumentsLayer"),  # only the press sets pages
    ("DocumentsConsumer", "DocumentsLayer"),
    ("DocumentsSchedule", "DocumentsLayer"),
}
# What is consumed that is no event does not say in the code where it comes from.
RAW_TOPICS = {"LogsConsumer": {"logging"}}
# Jobs that operators run by hand.
BY_HAND = {"reconcile-all"}

each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
each_consumer = pytest.mark.parametrize(
    "function", [f for f in FUNCTIONS if f.handler.endswith(".consumers")], ids=lambda function: function.name
)
each_mapping = pytest.mark.parametrize(("name", "mapping"), mappings().items(), ids=list(mappings()))


def handlers_in_code() -> set[str]:
    """The modules that end in `handler = …`."""
    found = set()
    for path in ROOT.glob("functions/*/*/doors/*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        named = {getattr(node, "name", "") for node in body if isinstance(node, ast.FunctionDef)}
        assigned = {t.id for n in body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
        if "handler" in named | assigned:
            found.add(f"{path.parents[1].name}.doors.{path.stem}")
    return found


def part(function: Function, kind: type[Any]) -> list[Any]:
    """The objects of this kind that stand in the function's module."""
    return [value for value in vars(importlib.import_module(function.handler)).values() if isinstance(value, kind)]


def test_every_handler_is_deployed_once_and_every_deployed_handler_exists() -> None:
    assert sorted(function.handler for function in FUNCTIONS) == sorted(handlers_in_code())


@each_function
def test_a_function_runs_its_services_code(function: Function) -> None:
    assert callable(importlib.import_module(function.handler).handler)
    assert function.properties["CodeUri"] == f"functions/{function.service}"
    assert function.environment["SOUK_SERVICE"] == function.service
    assert function.properties["FunctionName"]["Fn::Sub"].startswith(f"souk-${{Stage}}-{function.service}")


@each_function
def test_what_a_function_imports_is_in_its_layers(function: Function) -> None:
    wanted = {LAYER_OF[name] for name in imports.third_party(function.handler) if name in LAYER_OF}
    unreached = {layer for name, layer in UNREACHED if name == function.name}
    assert wanted - unreached <= function.layers
    assert function.layers <= wanted - unreached | {"CoreLayer"}, "a layer it does not use makes its start slower"
    assert unreached <= wanted, "no longer in the source: take it off the list"


@each_function
def test_only_what_serves_and_calls_grpc_is_in_the_rpc_modules(function: Function) -> None:
    if function.handler.endswith(".rpc"):
        assert part(function, RpcServer)
    if function.handler.endswith(".api"):
        assert part(function, Api)


@each_function
def test_every_line_a_function_logs_is_shipped_but_the_shippers_own(function: Function) -> None:
    groups = {
        name: properties["LogGroupName"]["Fn::Sub"] for name, properties in resources("AWS::Logs::LogGroup").items()
    }
    own = [
        name for name, path in groups.items() if path == "/aws/lambda/" + function.properties["FunctionName"]["Fn::Sub"]
    ]
    assert len(own) == 1
    filters = [f for f in resources("AWS::Logs::SubscriptionFilter").values() if f["LogGroupName"] == {"Ref": own[0]}]
    assert [f["DestinationArn"] for f in filters] == (
        [] if function.name in UNSHIPPED else [{"Fn::GetAtt": ["LogForwarder", "Arn"]}]
    )


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_services_settings_require_is_given_to_its_functions(service: str) -> None:
    given = set().union(*(function.environment for function in FUNCTIONS if function.service == service))
    source = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob(f"functions/{service}/**/*.py"))
    required = set(re.findall(r"""\.required\(["'](\w+)["']\)""", source))
    peers = {f"{name.upper()}" for name in re.findall(r"\.(\w+_function)\b", source)}
    assert required | peers <= given


@each_function
def test_every_variable_a_function_is_given_is_read(function: Function) -> None:
    roots = (f"functions/{function.service}/**/*.py", "layers/core/souk/**/*.py")
    source = "".join(path.read_text(encoding="utf-8") for root in roots for path in ROOT.glob(root))
    unread = {name for name in function.environment if f'"{name}"' not in source}
    assert unread <= READ_BY_LIBRARIES | UNREAD


@each_function
def test_a_function_may_invoke_exactly_the_peers_it_is_told_of(function: Function) -> None:
    told = {mentioned_name(value) for name, value in function.environment.items() if name.endswith("_FUNCTION")}
    allowed = {
        mentioned_name(resource)
        for statement in function.statements
        if "lambda:InvokeFunction" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }
    assert told == allowed


def mentioned_name(value: Any) -> str:
    """The function that a Ref, an ARN or a name written out stands for."""
    names = mentioned(value) & set(BY_NAME)
    if names:
        return names.pop()
    written = value["Fn::Sub"].rpartition(":")[2]
    return next(name for name, f in BY_NAME.items() if f.properties["FunctionName"]["Fn::Sub"] == written)


@each_function
def test_a_function_reaches_no_table_but_its_services_own(function: Function) -> None:
    tables = set(resources("AWS::DynamoDB::Table"))
    own = {f"{function.service.capitalize()}Table"} & tables
    named = mentioned(function.environment.get("TABLE_NAME", "")) & tables
    allowed = set().union(*(mentioned(s["Resource"]) for s in function.statements)) & tables
    assert named <= own
    assert allowed <= own
    assert bool(named) == bool(allowed)


def test_the_groups_of_the_user_pool_are_the_roles_of_the_staff_and_the_former_one() -> None:
    groups = {group["GroupName"] for group in resources("AWS::Cognito::UserPoolGroup").values()}
    assert groups == {*STAFF_ROLES, *FORMER_GROUPS}


def test_no_statement_allows_every_action_or_every_resource() -> None:
    for name, statement in statements():
        assert statement["Effect"] == "Allow"
        for action in as_list(statement["Action"]):
            assert re.fullmatch(r"[a-z0-9-]+:[A-Za-z]+", action), f"{name} may {action}"
        assert "*" not in as_list(statement["Resource"]), f"{name} may {statement['Action']} anything"


@each_function
def test_no_function_scans_a_table(function: Function) -> None:
    assert not [s for s in function.statements if "dynamodb:Scan" in as_list(s["Action"])]


def packs_journals(table: str) -> bool:
    """Whether the service of this table keeps its events in its items' journals."""
    service = table.removesuffix("Table").lower()
    files = (ROOT / "functions" / service / service).rglob("*.py")
    packs = any("journal = BinaryAttribute(" in file.read_text() for file in files)
    return packs and service in PUBLISHERS


@pytest.mark.parametrize("name", resources("AWS::DynamoDB::Table"))
def test_a_table_has_its_stream_its_expiry_and_its_backups(name: str) -> None:
    table = resources("AWS::DynamoDB::Table")[name]
    # What a journal has gained is seen by comparing it with what it was.
    view = "NEW_AND_OLD_IMAGES" if packs_journals(name) else "NEW_IMAGE"
    assert table["StreamSpecification"] == {"StreamViewType": view}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["gsi1", "gsi2"]


def test_the_relay_reads_the_outbox_of_every_service_that_publishes_or_that_staff_do_something_in() -> None:
    events = BY_NAME["OutboxRelay"].stream_events
    staffed = {service for service, api in souk_openapi.apis().items() if any(route.needs for route in api.routes)}
    publishing = {*PUBLISHERS, *staffed}
    assert {event["Stream"]["Fn::GetAtt"][0] for event in events} == {f"{s.capitalize()}Table" for s in publishing}
    for event in events:
        patterns = [json.loads(f["Pattern"]) for f in event["FilterCriteria"]["Filters"]]
        outbox_item = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "OUTBOX#"}]}}}}
        journal = {"dynamodb": {"NewImage": {"journal": {"B": [{"exists": True}]}}}}
        # What staff do is an outbox item everywhere (souk.http.audit).
        assert patterns == ([journal] if packs_journals(event["Stream"]["Fn::GetAtt"][0]) else []) + [outbox_item]
        assert event["StartingPosition"] == "TRIM_HORIZON"


def topics_in_code(function: Function) -> set[str]:
    routed = {topic_of(event_type) for consumer in part(function, Consumer) for event_type in consumer.handlers}
    batched = {topic_of(event_type) for consumer in part(function, BatchConsumer) for event_type in consumer.types}
    return routed | batched | (RAW_TOPICS[function.name] if part(function, RawConsumer) else set())


@each_consumer
def test_a_consumer_is_mapped_to_the_topics_it_handles_and_no_other(function: Function) -> None:
    mapped = [t for m in mappings().values() if m["FunctionName"] == {"Ref": function.name} for t in m["Topics"]]
    assert sorted(mapped) == sorted(topics_in_code(function))
    policies = resources("AWS::IAM::ManagedPolicy")
    held = [policies[p["Ref"]]["PolicyDocument"]["Statement"] for p in function.properties["Policies"] if "Ref" in p]
    readable = {
        resource["Fn::Sub"][0].removeprefix("${Head}:topic/${Tail}/")
        for statement in [*function.statements, *itertools.chain(*held)]
        if "kafka-cluster:ReadData" in statement["Action"]
        for resource in as_list(statement["Resource"])
    }
    assert readable == set(mapped)


def test_only_consumers_are_mapped() -> None:
    mapped = {mapping["FunctionName"]["Ref"] for mapping in mappings().values()}
    assert mapped == {function.name for function in FUNCTIONS if function.handler.endswith(".consumers")}


@each_mapping
def test_a_mapping_is_on_demand_and_asks_for_nothing_that_only_provisioned_mode_does(
    name: str, mapping: dict[str, Any]
) -> None:
    assert not {*PROVISIONED_ONLY, "DestinationConfig"} & set(mapping)
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert len(mapping["Topics"]) == 1


@each_consumer
def test_a_consumer_may_keep_what_it_cannot_handle_and_a_timer_tries_it_again(function: Function) -> None:
    table = f"{function.service.capitalize()}Table"
    may = {
        action
        for statement in function.statements
        if table in mentioned(statement["Resource"])
        for action in as_list(statement["Action"])
    }
    assert {f"dynamodb:{name}" for name in ("Query", "GetItem", "PutItem", "UpdateItem", "DeleteItem")} <= may
    assert any(f"{table}.Arn}}/index/" in str(statement["Resource"]) for statement in function.statements)
    timers = [event["Properties"] for event in function.properties["Events"].values() if event["Type"] == "Schedule"]
    assert [json.loads(timer["Input"]) for timer in timers] == [{"job": "retry"}]


@each_consumer
def test_a_consumer_has_time_to_end_in_order(function: Function) -> None:
    assert function.properties["Timeout"] * 1000 >= 4 * RESERVE_MS


@each_consumer
def test_no_consumer_answers_in_parts(function: Function) -> None:
    """On demand nobody reads it: what failed would be lost."""
    files = [*(ROOT / "functions" / function.service).rglob("*.py"), *(ROOT / "layers/core/souk").rglob("*.py")]
    assert not [file for file in files if "batchItemFailures" in file.read_text(encoding="utf-8")]


def test_every_mapping_has_a_consumer_group_of_its_own() -> None:
    groups = [m["AmazonManagedKafkaEventSourceConfig"]["ConsumerGroupId"] for m in mappings().values()]
    assert len(set(groups)) == len(groups)
    for mapping, group in zip(mappings().values(), groups, strict=True):
        service = BY_NAME[mapping["FunctionName"]["Ref"]].service
        assert group.startswith(f"souk.{service}.")


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f.handler.endswith(".schedule")], ids=lambda f: f.name)
def test_every_job_has_a_timer_and_every_timer_a_job(function: Function) -> None:
    timers = [event["Properties"] for event in function.properties["Events"].values() if event["Type"] == "Schedule"]
    jobs = {job for schedule in part(function, Schedule) for job in schedule.jobs} - BY_HAND
    assert {json.loads(timer["Input"])["job"] for timer in timers} == jobs
    assert len(timers) == len(jobs)


def test_the_table_of_contents_is_the_sections_of_the_file() -> None:
    assert list(sections()) == re.findall(r"^#   (\S.*)$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_a_services_stands_in_its_section(service: str) -> None:
    of_it = {name for name in template()["Resources"] if name.startswith(service.capitalize())} - sections()["layers"]
    assert of_it <= sections()[service]


def sections() -> dict[str, set[str]]:
    """The logical ids in each section of the resources, in the order of the file."""
    resources = TEXT.partition("\nResources:\n")[2].partition("\nOutputs:\n")[0]
    _, *parts = re.split(r"^  # --- (.+?) -+$", resources, flags=re.MULTILINE)
    return {
        title: set(re.findall(r"^  (\w+):", part, re.MULTILINE))
        for title, part in zip(parts[::2], parts[1::2], strict=True)
    }
