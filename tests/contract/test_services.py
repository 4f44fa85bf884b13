"""Every list of the services is what the folders of functions/ say: a new service is missing from none."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from souk.events.envelope import PUBLISHERS
from souk_local.services import SERVICES, packages
from tests.contract.template import BY_SERVICE, ROOT, functions, mentioned, resources, template

PACKAGES = packages()
FOLDERS = [
    "layers/core",
    *(f"functions/{package}" for package in PACKAGES),
    "infra/local",
    "infra/build",
    "seed/build",
    "tools",
]
PROJECT: Any = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
CONTRACTS = {contract["id"]: contract for contract in PROJECT["importlinter"]["contracts"]}


@pytest.mark.parametrize(
    ("what", "written", "wanted"),
    [
        ("[tool.mypy] mypy_path", PROJECT["mypy"]["mypy_path"], ":".join(FOLDERS)),
        ("[tool.pytest.ini_options] pythonpath", PROJECT["pytest"]["ini_options"]["pythonpath"], [".", *FOLDERS]),
        ("root_packages", PROJECT["importlinter"]["root_packages"], ["souk", *PACKAGES, "souk_local", "souk_tools"]),
        ("contract services, layers[2]", CONTRACTS["services"]["layers"][2], " | ".join(PACKAGES)),
        ("contract rooms, containers", CONTRACTS["rooms"]["containers"], [*PACKAGES]),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_pyproject_names_every_package(what: str, written: object, wanted: object) -> None:
    assert written == wanted, f"pyproject.toml, {what}: write {wanted!r}"


def test_a_service_has_a_table_and_a_consumer_of_its_name() -> None:
    tables = resources("AWS::DynamoDB::Table")
    assert {f"{service.capitalize()}Table" for service in SERVICES} == tables.keys()
    assert tables.keys() <= template()["Outputs"].keys()
    assert {service for service, door in BY_SERVICE if door == "consumers"} == {*SERVICES}


def test_every_package_is_deployed() -> None:
    assert {function.service for function in functions()} == {*PACKAGES}


def test_events_belong_to_services() -> None:
    assert {*PUBLISHERS} <= {*SERVICES}


def test_the_console_looks_for_the_lines_of_all_whose_lines_come() -> None:
    groups = resources("AWS::Logs::SubscriptionFilter").values()
    shipped = {name for group in groups for name in mentioned(group["LogGroupName"])}
    services = {function.service for function in functions() if f"{function.name}Logs" in shipped}
    console = next(function for function in functions() if function.name == "LogsApi")
    wanted = ",".join(sorted(services))
    assert console.environment["LOGGED_SERVICES"] == wanted, f"template.yaml, LogsApi: write {wanted}"
