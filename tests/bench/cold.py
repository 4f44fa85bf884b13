"""Cold starts of what is deployed: the built layers and functions, on the deployed Python, in a new process each time.

CPU of importing the handler and of the first event after it, without the bare interpreter. Both builds are measured by
turns, so that what else the machine does falls on both; the least of several runs is what comes nearest to the work.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench.builds import Build, build, checked_out
from tests.bench.endpoint import Endpoint, endpoint
from tests.bench.firsts import First, firsts
from tests.contract.template import ROOT, Function
from tests.support.world.functions import deployed
from tests.support.world.tables import Tables

RUNS = 7
# What Kafka's client costs is its import; the brokers themselves are left out.
_PROBE = """
import importlib, json, sys, time
handler, event = sys.argv[1], json.load(sys.stdin)
class Context:
    function_name, aws_request_id, memory_limit_in_mb = handler, "cold", 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:cold"
    def get_remaining_time_in_millis(self): return 30_000
class Kafka:
    def send(self, *_, **__): return self
    def get(self, timeout): pass
def connect():
    from kafka import KafkaProducer
    return Kafka()
before, begun = len(sys.modules), time.process_time()
module = importlib.import_module(handler)
imported, modules = time.process_time(), len(sys.modules) - before
for name in ("souk.brokers.kafka", "souk.kafka"):  # the latter in builds of 0.1.0
    if name in sys.modules:
        sys.modules[name]._producer = sys.modules[name].Producer(connect)
outcome = None
start = time.process_time()
if event is not None:
    try:
        answer = module.handler(event, Context())
        # An API's status, or a gRPC code; of whoever answers nobody, none.
        outcome = answer.get("statusCode", answer.get("code")) if isinstance(answer, dict) else None
    except Exception as error:
        outcome = repr(error)
done = time.process_time()
print(json.dumps([(imported - begun) * 1000, (done - start) * 1000, modules, outcome]))
"""


@dataclass(frozen=True)
class Run:
    imported: float
    first: float
    modules: int
    outcome: int | str | None


@dataclass(frozen=True)
class Cold:
    """CPU in milliseconds. `first` is None where there is only an import."""

    modules: int
    imported: float
    first: float | None
    least: float
    median: float


@dataclass(frozen=True)
class Compared:
    """A function now, and before where it was there."""

    function: str
    handler: str
    now: Cold
    before: Cold | None

    @property
    def share(self) -> float | None:
        return self.now.least / self.before.least if self.before else None


def measure(before: str) -> list[Compared]:
    """`before` is a commit to compare with, or empty. Raises RuntimeError where the deployed Python is missing."""
    python = _deployed_python()
    builds = [build("now", ROOT, python)]
    if before:
        builds.append(build(*checked_out(before), python))
    now = builds[0]
    given = firsts()
    with endpoint() as aws:
        return [_compared(name, builds, given.get(name), aws) for name in now.functions]


def _deployed_python() -> str:
    found = subprocess.run([ROOT / "scripts/deployed-python.sh"], capture_output=True, text=True, check=False)
    if found.returncode:
        raise RuntimeError(found.stderr.strip())
    return found.stdout.strip()


def _compared(name: str, builds: list[Build], first: First | None, aws: Endpoint) -> Compared:
    there = [made for made in builds if name in made.functions]
    runs: dict[str, list[Run]] = {made.name: [] for made in there}
    for _ in range(RUNS):
        for made in there:
            aws.tables = Tables(items=copy.deepcopy(first.tables) if first else {})
            runs[made.name].append(_run(made, made.functions[name], name, first, aws))
    # To answer is more work than to refuse.
    outcomes = {run.outcome for ran in runs.values() for run in ran}
    if len(outcomes) > 1:
        raise RuntimeError(f"{name} does not answer alike in all builds: {outcomes}")
    measured = [_cold(runs[made.name], with_first=first is not None) for made in there]
    return Compared(name, there[0].functions[name].handler, measured[0], measured[1] if len(measured) > 1 else None)


def _cold(runs: list[Run], *, with_first: bool) -> Cold:
    first = min(run.first for run in runs) if with_first else None
    totals = [run.imported + run.first for run in runs]
    return Cold(runs[0].modules, min(run.imported for run in runs), first, min(totals), median(totals))


def _run(made: Build, function: Function, name: str, first: First | None, aws: Endpoint) -> Run:
    known = deployed().get(name)
    environment = {
        "INDEX_BUCKET": "index",
        "USERS_FUNCTION": "UsersRpc",
        **({"TABLE_NAME": "LogsTable"} if function.service == "logs" else {}),
        **(known.environment if known else {}),
        **made.environment(function),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, made.path_of(function))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LAMBDA_TASK_ROOT": str(made.path_of(function)[0]),
        "AWS_ENDPOINT_URL": aws.address,
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "cold",
        "AWS_SECRET_ACCESS_KEY": "cold",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "LOG_LEVEL": "INFO",
    }
    command = [made.python, "-S", "-P", "-c", _PROBE, function.handler]
    event = json.dumps(_as_taken_by(made, first.event) if first else None)
    ran = subprocess.run(command, env=environment, input=event, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{name} of {made.name} did not start: {ran.stderr}")
    run = Run(*json.loads(ran.stdout.splitlines()[-1]))
    if isinstance(run.outcome, str) or (run.outcome or 0) >= 500:
        raise RuntimeError(f"{name} of {made.name} failed at its first event: {run.outcome}\n{ran.stdout}")
    return run


def _as_taken_by(made: Build, event: dict[str, Any]) -> dict[str, Any]:
    """Version 0.1.0 took access tokens, today's takes ID tokens (docs/decisions/0030-sessions-of-our-own.md)."""
    authorizer = event.get("requestContext", {}).get("authorizer")
    if not authorizer or (made.source / "layers/core/souk/http/sessions.py").exists():
        return event
    claims = {**authorizer["claims"], "token_use": "access"}
    return {**event, "requestContext": {**event["requestContext"], "authorizer": {"claims": claims}}}
