"""What is compiled ahead is what Python would compile, and nothing depends on its being there."""

from __future__ import annotations

import marshal
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from souk import compiled
from tests.contract.template import ROOT

TOY = {
    "toy/__init__.py": "",
    "toy/things.py": """
import re
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

@dataclass(frozen=True, order=True)
class Line:
    sku: str
    labels: list[str] = field(default_factory=list, compare=False)

class Pair(NamedTuple):
    one: int
    two: int = 2

class Shown(TypedDict):
    lines: "list[Line]"

WORD = re.compile(r"(?P<first>[a-zß])\\w*", re.IGNORECASE)
BYTES = re.compile(rb"[^\\x00-\\x7f]+", re.VERBOSE)
SAID = [Line("a") < Line("b"), Line("a"), Pair(1), Shown.__annotations__, WORD.match("Ärger, Maß"), WORD.search("ẞ2"),
        WORD.groupindex, BYTES.search("Maß".encode()), WORD, BYTES]
""",
    "toy/late.py": "import re\nLATE = re.compile('l[a]te')\n",
}
# The modules of the standard library are there already: what they compile is not the question.
START = """
import collections, dataclasses, re, sys, typing
compiled = []
sys.addaudithook(lambda event, args: compiled.append(args) if event == "compile" and args[0] is not None else None)
parse = re._parser.parse
re._parser.parse = lambda *args: compiled.append(args) or parse(*args)
import souk
from toy.things import SAID
print(len(compiled), SAID)
"""


def built(folder: Path) -> Path:
    """Where a function's code in `folder` keeps what is compiled."""
    environment = {"PYTHONPATH": _path(ROOT / "layers/core"), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    command: list[str | Path] = [sys.executable, ROOT / "scripts/compile_ahead.py", folder]
    subprocess.run(command, env=environment, check=True)
    return Path(compiled.file_of(str(folder)))


def started(folder: Path) -> tuple[int, str]:
    """How much a process compiles that imports the toy as Lambda does, and what it then says."""
    environment = {
        "PYTHONPATH": _path(folder, ROOT / "layers/core"),
        "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode"),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "LAMBDA_TASK_ROOT": str(folder),
    }
    for _ in range(2):  # the first writes bytecode, or modules would be among what is compiled
        ran = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True)
    count, _, said = ran.stdout.partition(" ")
    return int(count), said


def _path(*folders: Path) -> str:
    return os.pathsep.join(map(str, folders))


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("function")
    for name, text in TOY.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    built(folder)
    return folder


@pytest.fixture
def bare(toy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(toy, tmp_path / "bare", ignore=shutil.ignore_patterns("__pycache__")))


def test_a_start_compiles_nothing_and_everything_does_what_it_does_without(toy: Path, bare: Path) -> None:
    (ahead, same), (without, said) = started(toy), started(bare)
    assert ahead == 0
    assert without > 4
    assert same == said


def test_each_entry_is_what_python_compiles_today_also_of_modules_that_are_imported_late(toy: Path) -> None:
    texts, patterns = marshal.loads(Path(compiled.file_of(str(toy))).read_bytes())
    assert ("l[a]te", 0) in patterns
    assert len(texts) >= 3  # the methods, a constructor, a type
    for (mode, text), code in texts.items():
        assert marshal.loads(code) == compile(text, "<string>", mode, dont_inherit=True)
    _sre: Any = sys.modules["_sre"]
    for (pattern, flags), arguments in patterns.items():
        assert _sre.compile(*marshal.loads(arguments)) == re.compile(pattern, flags)  # compares what they do, too


def test_built_twice_it_is_the_same_byte_for_byte(toy: Path, bare: Path) -> None:
    assert Path(compiled.file_of(str(toy))).read_bytes() == built(bare).read_bytes()


@pytest.mark.parametrize("content", [b"", b"no such format", marshal.dumps({}), marshal.dumps(None)])
def test_with_a_file_that_is_none_everything_is_compiled_as_ever(content: bytes, bare: Path) -> None:
    at = Path(compiled.file_of(str(bare)))
    at.parent.mkdir()
    at.write_bytes(content)
    compiled_now, said = started(bare)
    assert compiled_now > 4
    assert "Line(sku='a'" in said


def test_what_is_not_there_is_compiled(toy: Path, bare: Path) -> None:
    shutil.copytree(toy / "__pycache__", bare / "__pycache__")
    module = bare / "toy/things.py"
    module.write_text(module.read_text(encoding="utf-8").replace("sku", "code"), encoding="utf-8")
    compiled_now, said = started(bare)
    assert compiled_now > 0
    assert "Line(code='a'" in said
