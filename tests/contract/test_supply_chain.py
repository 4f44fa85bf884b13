"""What is deployed of others is known, and may be."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, replace
from typing import Any

import pytest

from scripts import deployed
from scripts.deployed import ROOT, Package

TOOLS = ROOT / ".venv-lint" / "bin" / "python"


def bill(packages: list[Package], time: str = "2026-11-01T12:00:00+00:00") -> Any:
    given = json.dumps([asdict(package) for package in packages])
    ran = subprocess.run(
        [str(TOOLS), "scripts/sbom.py", time], input=given, capture_output=True, text=True, cwd=ROOT, check=True
    )
    return json.loads(ran.stdout)


def test_every_licence_is_known_and_allowed() -> None:
    assert deployed.refused(deployed.packages()) == []


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MPL-2.0", "Dual License", ""])
def test_another_licence_is_seen(licence: str) -> None:
    [first, *others] = deployed.packages()
    changed = replace(first, name="another", licence=licence)
    assert deployed.refused([changed, *others]) == [changed]


def test_an_exception_is_for_one_package_and_one_licence() -> None:
    certifi = next(package for package in deployed.packages() if package.name == "certifi")
    assert deployed.refused([replace(certifi, licence="GPL-3.0-only")])
    assert set(deployed.EXCEPTIONS) <= {package.name for package in deployed.packages()}


def test_the_page_lists_what_is_locked_and_nothing_else() -> None:
    found = deployed.packages()
    assert deployed.PAGE.read_text(encoding="utf-8") == deployed.page(found)
    names = {package.name for package in found}
    assert {"pydantic", "stripe", "tantivy", "react", "react-router"} <= names
    assert not names & {"localstripe", "ministack", "vite", "pytest"}


@pytest.mark.skipif(not TOOLS.exists(), reason="make lint installs the library")
def test_the_bill_of_materials_names_each_once_and_is_the_same_every_time() -> None:
    found = deployed.packages()
    made = bill(found)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert made["metadata"]["timestamp"] == "2026-11-01T12:00:00+00:00"
    assert len(made["components"]) == len(found)
    assert {part["purl"] for part in made["components"]} >= {"pkg:npm/%40fontsource-variable/figtree@5.3.0"}
    assert all(part["licenses"][0]["license"]["id"] for part in made["components"])
    assert "pypi.org" not in json.dumps(made)
    assert "npmjs" not in json.dumps(made)
    assert bill(found) == made
    assert bill(found[1:])["serialNumber"] != made["serialNumber"]
