"""What `make build` makes, made for this machine: the layers by their own Makefile, the functions' code, bytecode.

Of the working tree, or of any commit to compare it with. Each build has a folder below .cache/bench, where the runtime
stands in as well: the packages that Lambda brings along, which the layers leave out.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from souk_local.stack_template import read
from tests.contract.template import ROOT, Function

CACHE = ROOT / ".cache" / "bench"
# Functions by the names they have today.
RENAMED = {"Relay": "OutboxRelay", "Shipper": "LogForwarder"}
_PLATFORM = f"{platform.machine()}-manylinux2014"
_INSTALL = f"uv pip install --quiet --no-deps --require-hashes --only-binary :all: --python-platform {_PLATFORM}"
_IN_RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")


@dataclass(frozen=True)
class Build:
    """`name` is a commit's, or "now" for the working tree; `source` the tree it is made of."""

    name: str
    source: Path
    python: str

    @property
    def folder(self) -> Path:
        return CACHE / self.name

    @property
    def template(self) -> dict[str, Any]:
        return read(self.source / "template.yaml")

    @cached_property
    def functions(self) -> dict[str, Function]:
        return {
            RENAMED.get(name, name): Function(name, resource["Properties"])
            for name, resource in self.template["Resources"].items()
            if resource["Type"] == "AWS::Serverless::Function"
        }

    def environment(self, function: Function) -> dict[str, str]:
        """The function's variables that are the same on every stage."""
        shared = self.template["Globals"]["Function"]["Environment"]["Variables"]
        own = function.properties.get("Environment", {}).get("Variables", {})
        return {name: value for name, value in {**shared, **own}.items() if isinstance(value, str)}

    def path_of(self, function: Function) -> list[Path]:
        """Where this function finds what it imports, as in Lambda: its own code, its layers, the runtime."""
        layers = [self.folder / layer / "python" for layer in sorted(function.layers)]
        return [self.folder / "functions" / function.properties["CodeUri"], *layers, CACHE / "runtime"]


def build(name: str, source: Path, python: str) -> Build:
    """Builds the tree; a commit's build is kept. Raises RuntimeError, which says why."""
    made = Build(name, source, python)
    if source != ROOT and made.folder.exists():
        return made
    shutil.rmtree(made.folder, ignore_errors=True)
    _runtime(made)
    for layer in ("Core", "Kafka", "Rpc", "Search", "Payments", "Catalogue"):
        _layer(made, layer)
    shutil.copytree(
        source / "functions", made.folder / "functions/functions", ignore=shutil.ignore_patterns("__pycache__")
    )
    if (source / "scripts/bytecode.sh").exists():
        for code in sorted((made.folder / "functions/functions").iterdir()):
            _run([source / "scripts/bytecode.sh", code], cwd=source)
            _compile_ahead(made, code)
    return made


def checked_out(ref: str) -> tuple[str, Path]:
    """The short name of a commit, and its tree in the cache."""
    name = _run(["git", "rev-parse", "--short", f"{ref}^{{commit}}"], cwd=ROOT).strip()
    tree = CACHE / f"{name}-source"
    if not tree.exists():
        tree.mkdir(parents=True)
        archive = tree.with_suffix(".tar")
        _run(["git", "archive", "--output", archive, name], cwd=ROOT)
        with tarfile.open(archive) as tar:
            tar.extractall(tree, filter="data")
        archive.unlink()
    return name, tree


def _runtime(made: Build) -> None:
    """The packages of the Python runtime, with their bytecode."""
    target, whole = CACHE / "runtime", CACHE / "runtime-whole"
    shutil.rmtree(target, ignore_errors=True)
    shutil.rmtree(whole, ignore_errors=True)
    requirements = [f"-r{ROOT}/layers/{layer}/requirements.txt" for layer in ("core", "kafka")]
    _run([*_INSTALL.split(), "--python-version", "3.13", "--target", whole, *requirements], cwd=ROOT)
    target.mkdir()
    for name in _IN_RUNTIME:
        (whole / name).rename(target / name)
    shutil.rmtree(whole)
    _run([made.python, "-I", "-m", "compileall", "-q", target], cwd=ROOT)


def _layer(made: Build, layer: str) -> None:
    source = made.source / "layers" / layer.lower()
    makefile = next(path for path in (source.parent / "Makefile", source / "Makefile") if path.exists())
    target = made.folder / f"{layer}Layer"
    target.mkdir(parents=True)
    # Version 0.1.0 had its platform in INSTALL; today's Makefile has no such variable.
    install = f'{_INSTALL} --python-version 3.13 --target "{target}/python"'
    variables = [
        f"ARTIFACTS_DIR={target}",
        f"PLATFORM={_PLATFORM}",
        f"DEPLOYED_PYTHON={made.python}",
        f"INSTALL={install}",
    ]
    _run(["make", "--silent", "--makefile", makefile, f"build-{layer}Layer", *variables], cwd=source)


def _compile_ahead(made: Build, code: Path) -> None:
    """What importing the code compiles, of the same packages that it will find when it is measured."""
    script = made.source / "scripts/compile_ahead.py"
    if script.exists():
        path = [*made.folder.glob("*Layer/python"), CACHE / "runtime"]
        _run([made.python, "-S", script, code], cwd=made.source, PYTHONPATH=os.pathsep.join(map(str, path)))


def _run(command: list[str | Path], cwd: Path, **variables: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "SOUK_TARGET"} | variables
    ran = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{command[0]} failed: {ran.stderr.strip()}")
    return ran.stdout
