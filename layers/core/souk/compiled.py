"""What importing compiles beside the modules themselves, compiled when the function was built, as they are.

The methods of dataclasses, the constructors of named tuples and types that are given as text are compiled from source
text, and regular expressions from their patterns, anew in each process: a fifth of a start. `scripts/compile_ahead.py`
keeps what comes of each by what it was made from. So an entry is right or is not found, and what is not found, like
everything where there is no such file, is compiled as ever.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import collections
import dataclasses
import marshal
import os
import sys
import typing
from collections.abc import Callable
from types import CodeType
from typing import Any

Text = tuple[str, str]  # "exec" or "eval", and the source
Pattern = tuple[str | bytes, int]  # with its flags


def file_of(folder: str) -> str:
    """Where a function's code has it: among the bytecode, and like it for one minor version of Python."""
    kind = f"{sys.implementation.cache_tag}.{sys.byteorder}-{_sre.MAGIC}-{_sre.CODESIZE}"
    return f"{folder}/__pycache__/compiled.{kind}.bin"


def use() -> None:
    """Has Python take what this function's code comes with. LAMBDA_TASK_ROOT is where Lambda puts that.

    The file has, in marshal's format, the code of each text and the arguments of `_sre.compile` for each pattern, and
    those in the same format: a process takes but its share of what its service has.
    """
    try:
        with open(file_of(os.environ.get("LAMBDA_TASK_ROOT", "")), "rb") as file:
            texts, patterns = marshal.load(file)
    except (OSError, EOFError, ValueError, TypeError):
        return
    install(_code_from(texts), _pattern_from(patterns, vars(sys.modules["re._compiler"])["compile"]))


def install(code_of: Callable[[str, str], CodeType], pattern_of: Callable[..., Any]) -> None:
    """Has code made by `code_of(mode, text)` and patterns by `pattern_of(pattern, flags)`.

    These modules call the built-in functions by their names, and a module's own names go first.
    """
    vars(dataclasses)["exec"] = lambda text, *scopes: exec(code_of("exec", text), *scopes)
    vars(collections)["eval"] = lambda text, *scopes: eval(code_of("eval", text), *scopes)
    vars(typing)["compile"] = lambda text, _, mode: code_of(mode, text)
    vars(sys.modules["re._compiler"])["compile"] = pattern_of


def compiled(mode: str, text: str) -> CodeType:
    """As those modules have it compiled: under no name, and with no `from __future__` of whoever asks."""
    code: CodeType = compile(text, "<string>", mode, dont_inherit=True)
    return code


def _code_from(texts: dict[Text, bytes]) -> Callable[[str, str], CodeType]:
    def code_of(mode: str, text: str) -> CodeType:
        known = texts.get((mode, text))
        if known is None:
            return compiled(mode, text)
        code: CodeType = marshal.loads(known)
        return code

    return code_of


def _pattern_from(patterns: dict[Pattern, bytes], compile_pattern: Callable[..., Any]) -> Callable[..., Any]:
    def pattern_of(pattern: Any, flags: int = 0) -> Any:
        # What is no text is a pattern parsed already, as `re.Scanner` has it.
        known = patterns.get((pattern, flags)) if isinstance(pattern, str | bytes) else None
        return compile_pattern(pattern, flags) if known is None else _sre.compile(*marshal.loads(known))

    return pattern_of
