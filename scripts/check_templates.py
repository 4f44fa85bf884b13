"""Checks the CloudFormation templates: SAM's own validation, its translator, and cfn-lint on source and result.

Needs neither network nor account. Prints what is wrong, and nothing when all is well.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
NESTED = sorted(path for path in (ROOT / "infra").glob("*.yaml") if "AWSTemplateFormatVersion" in path.read_text())
REGION = "eu-central-1"
BIN = Path(sys.executable).parent
SHOWN, WIDTH = 20, 300  # lines and characters: one mistake in the globals is told for every function


def main() -> int:
    os.environ["AWS_DEFAULT_REGION"] = REGION
    os.environ["SAM_CLI_TELEMETRY"] = "0"
    with tempfile.TemporaryDirectory() as scratch:
        expanded = Path(scratch) / "template.json"
        checks = {
            "sam validate --lint template.yaml": lambda: _run("sam", "validate", "--lint", "--template", TEMPLATE),
            "SAM translator": lambda: _expand(expanded),
            "cfn-lint of the expanded template and infra/": lambda: _lint(*filter(Path.exists, (expanded, *NESTED))),
        }
        failed = [name for name, check in checks.items() if not _passes(name, check)]
    return 1 if failed else 0


def _passes(name: str, check: Callable[[], str]) -> bool:
    problem = check()
    if problem:
        lines = [line if len(line) <= WIDTH else line[:WIDTH] + " …" for line in problem.strip().splitlines()]
        rest = [f"… and {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
        print("\n".join([f"{name} failed:", *lines[:SHOWN], *rest]))
    return not problem


def _run(*command: str | Path) -> str:
    """What the program said when it failed, else nothing."""
    ran = subprocess.run([BIN / command[0], *command[1:]], capture_output=True, text=True, cwd=ROOT, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr or f"status {ran.returncode}"


def _lint(*paths: Path) -> str:
    return _run("cfn-lint", "--regions", REGION, "--format", "parseable", "--", *paths)


def _expand(target: Path) -> str:
    """Writes template.yaml as CloudFormation will get it."""
    from samcli.yamlhelper import yaml_parse  # type: ignore[import-untyped]
    from samtranslator.model.exceptions import InvalidDocumentException  # type: ignore[import-untyped]
    from samtranslator.translator.transform import transform  # type: ignore[import-untyped]

    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    document = yaml_parse(TEMPLATE.read_text())
    for resource in document["Resources"].values():
        _package(resource)
    try:
        target.write_text(json.dumps(transform(document, {}, _NoPolicies()), indent=1, default=str))
    except InvalidDocumentException as error:
        return "\n".join(cause.message for cause in error.causes)
    return ""


def _package(resource: dict[str, Any]) -> None:
    """Puts addresses where `sam deploy` puts those of what it has uploaded."""
    properties = resource.get("Properties", {})
    for name in ("CodeUri", "ContentUri"):
        if name in properties:
            properties[name] = "s3://bucket/key"
    if resource["Type"] == "AWS::CloudFormation::Stack":
        properties["TemplateURL"] = "https://s3.amazonaws.com/bucket/key"


class _NoPolicies:
    """Stands in for the translator's look-up of managed policies by name in IAM: the template names them by ARN."""

    def load(self) -> dict[str, str]:
        return {}


if __name__ == "__main__":
    sys.exit(main())
