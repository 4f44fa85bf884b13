"""Keeps what importing a function's code compiles for `souk.compiled`: `compile_ahead.py functions/cart`.

Run it with the deployed Python, which finds the layers' packages and the core (`scripts/compile-ahead.sh`). Everything
the service has is imported, also what a function imports only when it is needed. Twice the same code is twice the same
bytes.
"""

from __future__ import annotations

import importlib
import marshal
import os
import pkgutil
import sys
import types
from pathlib import Path
from typing import Any

from souk import compiled

texts: dict[compiled.Text, bytes] = {}
patterns: dict[compiled.Pattern, bytes] = {}
_compiler = vars(sys.modules["re._compiler"])
_compile_pattern, _sre = _compiler["compile"], _compiler["_sre"]
_made: list[tuple[Any, ...]] = []


def code_of(mode: str, text: str) -> types.CodeType:
    """Compiled, and kept."""
    code = compiled.compiled(mode, text)
    texts.setdefault((mode, text), marshal.dumps(code))
    return code


def pattern_of(pattern: Any, flags: int = 0) -> Any:
    """Compiled, and what it was made of is kept."""
    made = _compile_pattern(pattern, flags)
    if isinstance(pattern, str | bytes):
        patterns.setdefault((pattern, int(flags)), marshal.dumps(_plain(_made[-1])))
    return made


def watched(*arguments: Any) -> Any:
    """`_sre.compile`, which the last of a pattern's arguments come to."""
    _made.append(arguments)
    return _sre.compile(*arguments)


def _plain(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without Python's names for numbers, which marshal does not write."""
    pattern, flags, code, groups, index, names = arguments
    return pattern, int(flags), [int(word) for word in code], int(groups), dict(index), tuple(names)


def import_all(folder: Path) -> None:
    """Imports every module of the packages in a function's folder, and starts as Lambda does."""
    sys.path.insert(0, str(folder))
    for found in pkgutil.walk_packages([str(folder)]):
        importlib.import_module(found.name)


def main(folder: Path) -> int:
    _compiler["_sre"] = types.SimpleNamespace(**{**vars(_sre), "compile": watched})
    compiled.install(code_of, pattern_of)
    import_all(folder)
    at = Path(compiled.file_of(str(folder)))
    at.parent.mkdir(exist_ok=True)
    at.write_bytes(marshal.dumps((texts, patterns)))
    return 0


if __name__ == "__main__":
    os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand"
    os.environ |= {"TABLE_NAME": "table", "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "compile", "AWS_SECRET_ACCESS_KEY": "compile"}
    sys.exit(main(Path(sys.argv[1]).resolve()))
