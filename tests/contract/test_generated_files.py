"""What is generated and committed is what the sources say."""

from __future__ import annotations

import filecmp
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import souk_openapi
import souk_security
from scripts import address_rules, aws_operations, event_map, export_events, generate_contracts
from souk import context
from souk.address import COUNTRIES, rule_of
from souk.address.postal_code import normal
from souk.events.factory import new_event
from souk.events.registry import all_types
from souk.events.users import UserChanged


def test_the_exported_events_are_those_of_the_code() -> None:
    assert export_events.stale() == [], "run 'make events'"


def test_the_page_of_who_may_do_what_is_that_of_the_code() -> None:
    assert souk_security.PAGE.read_text(encoding="utf-8") == souk_security.page(souk_openapi.apis()), (
        "run 'make openapi'"
    )


def test_every_event_is_published_and_consumed_or_says_whom_it_is_for() -> None:
    assert event_map.untruths() == []


@pytest.mark.parametrize("event_type", all_types())
def test_an_exported_schema_is_a_schema(event_type: str) -> None:
    schema = json.loads((export_events.TARGET / f"{event_type}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["type"] == {"const": event_type}


def test_an_event_fits_its_schema_and_no_other() -> None:
    data = UserChanged(user_id="u1", email="ada@example.org")
    with context.bound("request-1"):
        event = new_event("user.registered", aggregate_id="u1", aggregate_version=1, data=data)
    sent = json.loads(event.model_dump_json(exclude_none=True))
    assert Draft202012Validator(export_events.schema_of("user.registered")).is_valid(sent)
    assert not Draft202012Validator(export_events.schema_of("user.registered")).is_valid({**sent, "data": {}})
    assert not Draft202012Validator(export_events.schema_of("user.updated")).is_valid(sent)


def test_the_table_lists_every_event() -> None:
    table = (export_events.TARGET / "README.md").read_text(encoding="utf-8")
    assert [event_type for event_type in all_types() if f"[`{event_type}`]({event_type}.json)" not in table] == []


def test_the_grpc_modules_are_those_of_the_proto_files(tmp_path: Path) -> None:
    generated = [
        path for path in generate_contracts.generate(tmp_path) if not generate_contracts._is_empty_service(path)
    ]
    committed = {path.name for path in generate_contracts.TARGET.iterdir() if "_pb2" in path.name}
    assert {path.name for path in generated} == committed
    changed = [p.name for p in generated if not filecmp.cmp(p, generate_contracts.TARGET / p.name, shallow=False)]
    assert changed == [], "run 'make contracts'"


def test_the_rules_of_addresses_are_those_of_their_source() -> None:
    assert address_rules.stale() == [], "run 'make addresses'"
    assert set(address_rules.rules()) == COUNTRIES


def test_the_operations_of_aws_are_those_of_botocore() -> None:
    assert aws_operations.stale() == [], "run 'make operations'"


def test_every_example_of_the_source_is_taken_as_a_postal_code_of_its_country() -> None:
    refused = [
        (code, example)
        for code in sorted(COUNTRIES)
        for example in address_rules.examples(code)
        if not normal(example, rule_of(code).postal_code)[1]
    ]
    assert refused == []
