"""The core's layer, and the heaviest one, as `sam build` makes them, from their Makefile."""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path

import pytest

from tests.contract.template import ROOT, functions

_UNCHECKED_HASH = 0b01  # PEP 552
# Of a function with its layers, unzipped: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_BYTES = 250 * 1024 * 1024
_ARM64 = 0xB7  # an ELF header's e_machine


def built(folder: Path, python: str, layer: str = "CoreLayer") -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = ["make", "--silent", "--makefile", ROOT / "layers/Makefile", f"build-{layer}"]
    variables = [f"ARTIFACTS_DIR={folder}", f"DEPLOYED_PYTHON={python}"]
    environment = {name: value for name, value in os.environ.items() if name != "SOUK_TARGET"}
    return subprocess.run(
        [*command, *variables],
        cwd=ROOT / "layers" / layer.removesuffix("Layer").lower(),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def python() -> str:
    found = subprocess.run([ROOT / "scripts/deployed-python.sh"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr)
    return found.stdout.strip()


@pytest.fixture(scope="module")
def layers(python: str, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same layer in two folders."""
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "another")]
    for folder in folders:
        made = built(folder, python)
        assert made.returncode == 0, made.stderr
    return folders


def test_without_the_deployed_python_nothing_is_built(tmp_path: Path) -> None:
    made = built(tmp_path, str(tmp_path / "no-python"))
    assert made.returncode != 0
    assert "name one with DEPLOYED_PYTHON" in made.stderr
    assert not list(tmp_path.rglob("*.pyc"))


def test_every_module_has_bytecode_of_the_deployed_python_that_is_never_checked(
    python: str, layers: list[Path]
) -> None:
    magic = subprocess.check_output([python, "-c", "import importlib.util as u; print(u.MAGIC_NUMBER.hex())"])
    tag = subprocess.check_output([python, "-c", "import sys; print(sys.implementation.cache_tag)"], text=True).strip()
    sources = list(layers[0].rglob("*.py"))
    assert len(sources) > 200
    for source in sources:
        head = (source.parent / "__pycache__" / f"{source.stem}.{tag}.pyc").read_bytes()[:8]
        assert (head[:4].hex(), struct.unpack("<I", head[4:])[0]) == (magic.decode().strip(), _UNCHECKED_HASH), source


def test_built_twice_it_is_the_same_byte_for_byte(layers: list[Path]) -> None:
    one, another = (
        {file.relative_to(at): file.read_bytes() for file in at.rglob("*") if file.is_file()} for at in layers
    )
    assert one == another


def test_the_heaviest_function_fits_with_its_layers_and_is_of_the_processor_that_is_deployed(
    python: str, layers: list[Path], tmp_path: Path
) -> None:
    """The press, which sets pages, with fonts, and answers by gRPC."""
    (press,) = [function for function in functions() if function.name == "DocumentsPress"]
    assert press.layers == {"CoreLayer", "RpcLayer", "DocumentsLayer"}
    for layer in ("RpcLayer", "DocumentsLayer"):
        made = built(tmp_path / layer, python, layer)
        assert made.returncode == 0, made.stderr
    compiled = [file.read_bytes()[18:20] for file in tmp_path.rglob("*.so")]
    assert {struct.unpack("<H", machine)[0] for machine in compiled} == {_ARM64}
    code = ROOT / str(press.properties["CodeUri"])
    files = [file for at in (layers[0], tmp_path, code) for file in at.rglob("*") if file.is_file()]
    assert 50_000_000 < sum(file.stat().st_size for file in files) < MOST_BYTES
