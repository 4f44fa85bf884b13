"""Of every field that is stored or published it is decided whether it is personal, and what becomes of it."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest

from scripts.personal_data import OTHER, PAGE, declared, retention, rules, with_tables
from tests.contract.stored_fields import stored_fields

FOUND = stored_fields()
DECLARED = {f"{service}.{name}": held for service, classes in declared().items() for name, held in classes.items()}
EXPIRING = sorted(name for name, held in DECLARED.items() if "expires" in held)


def test_every_class_is_declared() -> None:
    assert DECLARED.keys() == FOUND.keys(), "decide in infra/personal-data.yaml about what differs"


@pytest.mark.parametrize("name", sorted(FOUND))
def test_of_every_field_it_is_decided_what_becomes_of_it(name: str) -> None:
    fields = [field for named in DECLARED[name].values() for field in named]
    assert sorted(fields) == sorted(FOUND[name]), "each field once, in infra/personal-data.yaml"


def test_every_rule_is_explained_and_used() -> None:
    assert {rule for held in DECLARED.values() for rule in held} - {OTHER} == rules().keys()


@pytest.mark.parametrize("name", EXPIRING)
def test_what_expires_has_an_end(name: str) -> None:
    assert "expires_at" in FOUND[name]


@pytest.mark.parametrize("period", retention(), ids=lambda period: period["constant"])
def test_a_period_is_what_the_code_enforces(period: dict[str, Any]) -> None:
    module, _, constant = period["constant"].rpartition(".")
    kept = getattr(importlib.import_module(module), constant)
    assert (kept if isinstance(kept, timedelta) else timedelta(seconds=kept)) == timedelta(days=period["days"])


def test_the_page_shows_what_is_declared() -> None:
    written = PAGE.read_text()
    assert with_tables(written) == written, "python scripts/personal_data.py writes it again"
