"""Writes the tables of docs/privacy.md from infra/personal-data.yaml; `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
SOURCE, PAGE = ROOT / "infra" / "personal-data.yaml", ROOT / "docs" / "privacy.md"
BEGIN, END = "<!-- personal data: scripts/personal_data.py -->\n", "<!-- end of personal data -->\n"
OTHER = "other"
_ABOUT = ("rules", "retention", "not_exported")


def declared() -> dict[str, dict[str, dict[str, list[str]]]]:
    """By service and class: the fields under each rule, and under `other`."""
    return {name: classes for name, classes in _source().items() if name not in _ABOUT}


def rules() -> dict[str, str]:
    return {str(name): str(words) for name, words in _source()["rules"].items()}


def retention() -> list[dict[str, Any]]:
    """`what` is kept, for how many `days`, and the `constant` that says so in the code."""
    return list(_source()["retention"])


def not_exported() -> dict[str, str]:
    """The rules whose fields no export of one's data has, and why."""
    return {str(rule): str(why) for rule, why in _source()["not_exported"]["rules"].items()}


def fields_not_exported() -> dict[str, dict[str, list[str]]]:
    """Other personal fields that it does not have: by the reason and the class, as "orders.Details"."""
    return dict(_source()["not_exported"]["fields"])


def with_tables(text: str) -> str:
    """The page with the tables as they are now."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n".join(_tables()) + "\n" + END + rest.partition(END)[2]


@cache
def _source() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(SOURCE.read_text(), yaml.CSafeLoader)
    return loaded


def _tables() -> Iterator[str]:
    yield from ("| rule | what becomes of it |", "| --- | --- |")
    yield from (f"| {name} | {words} |" for name, words in rules().items())
    yield from ("", "| kept | days |", "| --- | --- |")
    yield from (f"| {period['what']} | {period['days']} |" for period in retention())
    yield from ("", "| where | rule | personal fields |", "| --- | --- | --- |")
    for service, classes in declared().items():
        for name, held in classes.items():
            for rule, fields in held.items():
                if rule != OTHER:
                    yield f"| {service}, {name} | {rule} | {', '.join(f'`{field}`' for field in fields)} |"


if __name__ == "__main__":
    written = PAGE.read_text()
    if "--check" in sys.argv:
        sys.exit(with_tables(written) != written)
    PAGE.write_text(with_tables(written))
