"""What a cold start imports: each handler in fresh processes that see only its own code and the core."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median

from tests.bench.measure import fixed_work, milliseconds
from tests.contract.template import ROOT, Function, functions

RUNS = 3
# The bare interpreter is not counted; bytecode is there, as in a layer that was built with it.
PROBE = """
import sys, time
before, begun = len(sys.modules), time.process_time()
__import__(sys.argv[1])
print((time.process_time() - begun) * 1000, len(sys.modules) - before)
"""


@dataclass(frozen=True)
class Import:
    function: str
    handler: str
    modules: int
    milliseconds: float
    ratio: float


def measure() -> list[Import]:
    return [_measure(function) for function in functions()]


def _measure(function: Function) -> Import:
    _probe(function)  # compiles what is not compiled yet
    runs, fixed = [], []
    for _ in range(RUNS):
        fixed.append(milliseconds(fixed_work))
        runs.append(_probe(function))
    spent = median(run[0] for run in runs)
    return Import(function.name, function.handler, runs[0][1], spent, spent / median(fixed))


def _probe(function: Function) -> tuple[float, int]:
    path = os.pathsep.join([str(ROOT / "layers/core"), str(ROOT / function.properties["CodeUri"])])
    environment = {"PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(ROOT / ".cache/pycache")}
    command = [sys.executable, "-c", PROBE, function.handler]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    spent, modules = ran.stdout.split()
    return float(json.loads(spent)), int(modules)
