"""Whoever asks for their data gets all of it: every personal field is in the export, or it is said why not."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from scripts.personal_data import OTHER, declared, fields_not_exported, not_exported
from souk.exports.readable import Covered
from tests.contract.stored_fields import stored_fields
from users.domain.exports import WRITERS

# Where each service says what it writes.
PARTS = {
    "backoffice": "backoffice.adapters.exported",
    "cart": "cart.adapters.exported",
    "documents": "documents.usecases.exporting",
    "notifications": "notifications.adapters.exported",
    "orders": "orders.usecases.privacy.exporting",
    "payments": "payments.usecases.exporting",
    "shipping": "shipping.usecases.exporting",
    "users": "users.adapters.exports.exported",
}
FOUND = stored_fields()
LEFT_OUT = {
    f"{name}.{field}": reason
    for reason, classes in fields_not_exported().items()
    for name, fields in classes.items()
    for field in fields
}


def covered(service: str) -> Covered:
    found: Covered = importlib.import_module(PARTS[service]).COVERED
    return found


COVERED = {
    f"{service}.{model.__name__}.{field}"
    for service in PARTS
    for model, fields in covered(service).items()
    for field in fields
}


def to_be_exported() -> Iterator[str]:
    """Every personal field whose rule does not say that no export has it."""
    for service, classes in declared().items():
        for name, held in classes.items():
            for rule, fields in held.items():
                if rule != OTHER and rule not in not_exported():
                    yield from (f"{service}.{name}.{field}" for field in fields)


@pytest.mark.parametrize("field", sorted(to_be_exported()))
def test_a_personal_field_is_in_the_export_or_it_is_said_why_not(field: str) -> None:
    assert (field in COVERED) != (field in LEFT_OUT), (
        "name it in COVERED of its service, or in infra/personal-data.yaml"
    )


def test_nothing_is_left_out_that_need_not_be() -> None:
    assert LEFT_OUT.keys() <= {*to_be_exported()}


def test_the_services_that_write_parts_are_those_that_an_export_waits_for() -> None:
    holding = {field.partition(".")[0] for field in to_be_exported() if field not in LEFT_OUT}
    assert holding == {"users", *WRITERS} == PARTS.keys()


@pytest.mark.parametrize("service", PARTS)
def test_no_secret_is_written(service: str) -> None:
    names = {field for fields in covered(service).values() for field in fields}
    assert not names & {"access_key", "client_secret", "refresh_token", "seed", "current", "previous", "label_url"}


@pytest.mark.parametrize("service", PARTS)
def test_what_is_written_of_a_class_is_there(service: str) -> None:
    """A property is worked out of fields; what is stored must be one, or nothing would be written of a typing error."""
    for model, fields in covered(service).items():
        known = FOUND.get(f"{service}.{model.__name__}", frozenset()) | {*dir(model)}
        assert {*fields} <= known
