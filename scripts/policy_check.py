"""checkov's findings in the templates, less those that scripts/checkov_exceptions.yaml excuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

EXCEPTIONS = Path(__file__).with_name("checkov_exceptions.yaml")
# Nothing is sent or fetched: no platform key, no policies from elsewhere.
_COMMAND = ("--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "--output", "json")


@dataclass(frozen=True, slots=True)
class Finding:
    """`resource` is its type and logical id: "AWS::S3::Bucket.SiteBucket"."""

    check: str
    resource: str
    says: str


@dataclass(frozen=True, slots=True)
class Excuse:
    """`of` is a shell-like pattern of resources."""

    check: str
    of: str
    because: str

    def covers(self, finding: Finding) -> bool:
        return finding.check == self.check and fnmatchcase(finding.resource, self.of)


def excuses(path: Path = EXCEPTIONS) -> list[Excuse]:
    return [Excuse(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def complaints(findings: Iterable[Finding], excused: Iterable[Excuse]) -> list[str]:
    """What is neither well nor excused, and what excuses nothing or gives no reason."""
    found, known = list(findings), list(excused)
    return [
        *(f"{f.check} {f.resource}: {f.says}" for f in found if not any(excuse.covers(f) for excuse in known)),
        *(f"{e.check} {e.of}: excuses nothing any more" for e in known if not any(e.covers(f) for f in found)),
        *(f"{e.check} {e.of}: gives no reason" for e in known if not e.because.strip()),
    ]


def check(checkov: Path, templates: Iterable[Path], cwd: Path) -> str:
    """What is to be said of these templates; nothing when all is well."""
    ran = subprocess.run(
        [checkov, *_COMMAND, "--file", *templates], capture_output=True, text=True, cwd=cwd, check=False
    )
    try:
        report = json.loads(ran.stdout)
        findings = findings_of(report)
    except (ValueError, KeyError, TypeError):
        return ran.stdout + ran.stderr or f"checkov ended with status {ran.returncode}"
    return "\n".join(complaints(findings, excuses()))


def findings_of(report: dict[str, Any]) -> list[Finding]:
    """Raises ValueError when a template could not be read: checkov would pass over it."""
    unread = report["results"].get("parsing_errors") or report["summary"]["parsing_errors"]
    if unread:
        raise ValueError(f"checkov could not read {unread}")
    return [Finding(f["check_id"], f["resource"], f["check_name"]) for f in report["results"]["failed_checks"]]
