"""Checks the CloudFormation templates: SAM's translator, then cfn-lint and checkov on source and result.

Needs neither network nor account. Prints what is wrong, and nothing when all is well. tests/contract/aws reads the
rest: what is well formed and yet wrong on AWS.
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

from scripts import policy_check

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
NESTED = sorted(path for path in (ROOT / "infra").glob("*.yaml") if "AWSTemplateFormatVersion" in path.read_text())
# Where CloudFront and its certificates are at home, and any other.
REGIONS = ("us-east-1", "eu-central-1")
# The newest linters do not go with the SAM CLI: they have an environment of their own (make lint).
LINTERS = ROOT / ".venv-lint" / "bin"
SHOWN, WIDTH = 20, 300  # lines and characters: one mistake in the globals is told for every function


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        expanded = Path(scratch) / "template.json"
        checks = {
            "SAM translator": lambda: _write(expanded),
            "cfn-lint": lambda: _lint(TEMPLATE, *NESTED, *filter(Path.exists, [expanded])),
            "checkov": lambda: _policies(TEMPLATE, *NESTED, *filter(Path.exists, [expanded])),
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


def _lint(*paths: Path) -> str:
    """What the program said when it failed, else nothing."""
    command: list[str | Path] = [LINTERS / "cfn-lint", "--regions", *REGIONS, "--format", "parseable", "--", *paths]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr or f"status {ran.returncode}"


def _policies(*paths: Path) -> str:
    return policy_check.check(LINTERS / "checkov", paths, ROOT)


def _write(target: Path) -> str:
    from samtranslator.model.exceptions import InvalidDocumentException  # type: ignore[import-untyped]

    try:
        target.write_text(json.dumps(expanded_template(), indent=1, default=str))
    except InvalidDocumentException as error:
        return "\n".join(cause.message for cause in error.causes)
    return ""


def expanded_template(change: Callable[[dict[str, Any]], None] = lambda _: None) -> dict[str, Any]:
    """template.yaml as CloudFormation will get it, changed before if so wanted. Raises InvalidDocumentException."""
    from samcli.yamlhelper import yaml_parse  # type: ignore[import-untyped]
    from samtranslator.translator.transform import transform  # type: ignore[import-untyped]

    os.environ.setdefault("AWS_DEFAULT_REGION", REGIONS[-1])
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    document = yaml_parse(TEMPLATE.read_text())
    change(document)
    for resource in document["Resources"].values():
        _package(resource)
    expanded: dict[str, Any] = transform(document, {}, _NoPolicies())
    return expanded


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
