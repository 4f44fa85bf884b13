"""One run of schemathesis against the API, as one principal."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.schemas import BaseSchema

import souk_openapi
import tests.fuzz.rules  # noqa: F401 -- adds its checks to those of every run
from souk.http.api import KEYED
from tests.fuzz.principals import Principal

# What a well-formed request may be refused with; `rules` looks at the 400s and 413s among them.
_REFUSALS = ["2xx", "3xx", "400", "401", "402", "403", "404", "409", "412", "413", "422", "428", "429", "5xx"]
# And what one that is not well-formed must be: an If-Match of any form is no ETag of the thing as it is.
_REJECTIONS = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429", "5xx"]
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@dataclass(frozen=True, slots=True)
class Outcome:
    cases: int
    failures: list[str]


def configured(
    phases: tuple[str, ...], examples: int, headers: Mapping[str, str], checks: Mapping[str, Any] | None = None
) -> SchemathesisConfig:
    """The same requests in every run; `examples` for an operation and phase."""
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "headers": dict(headers),
            "request-timeout": 60,
            "continue-on-failure": True,
            "generation": {"deterministic": True, "database": "none", "max-examples": examples},
            "phases": {phase: {"enabled": phase in phases} for phase in PHASES},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": _REFUSALS},
                "negative_data_rejection": {"expected-statuses": _REJECTIONS},
                **(checks or {}),
            },
        }
    )


def document(principal: Principal | None = None) -> dict[str, Any]:
    """The document; for a system with a key, the operations by its way in."""
    whole = copy.deepcopy(souk_openapi.document(souk_openapi.apis()))
    if principal is not None and principal.keyed:
        whole["paths"] = dict(_keyed(whole["paths"]))
    return whole


def _keyed(paths: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for path, item in paths.items():
        for_staff = {name: operation for name, operation in item.items() if "x-permission" in operation}
        for operation in for_staff.values():
            operation["security"] = [{"key": []}]
            service = operation["tags"][0]
        if for_staff:
            yield f"{KEYED}{service}{path}", for_staff


def run(schema: BaseSchema, principal: Principal, without: str = "") -> Outcome:
    """Tries the principal's operations, all but the paths that `without` matches; every failure once, as one text."""
    chosen = schema.include(path_regex=principal.paths)
    if without:
        chosen = chosen.exclude(path_regex=without)
    cases, failures = 0, dict[str, None]()
    for event in from_schema(chosen).execute():
        if isinstance(event, events.ScenarioFinished):
            cases += len(event.recorder.cases)
            failures |= dict.fromkeys(_failures(event, principal))
        elif isinstance(event, events.NonFatalError | events.FatalError):
            failures[f"{principal.name}: {event}"] = None
    return Outcome(cases, [*failures])


def _failures(event: events.ScenarioFinished, principal: Principal) -> Iterator[str]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info is not None:
                failure = check.failure_info.failure
                what = f"{failure.operation}: {check.name}: {failure.title}: {failure.message}"
                yield f"{principal.name}: {what}"
