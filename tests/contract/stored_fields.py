"""Every field that the shop stores or publishes, found from the code.

Those of the records of its tables, of the values in its journals, and of the data of its events.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from pynamodb.attributes import AttributeContainer, MapAttribute

from backoffice.domain.facts import Facts
from documents.domain.file import OrderFile
from orders.domain.order import Order
from payments.domain.payment import Payment
from shipping.domain.returns import Return
from shipping.domain.shipment import Shipment
from souk.events.common import EventData
from souk.events.registry import all_types
from souk.storage.dynamo import Record
from souk_local.services import packages

# What is packed into a journal or a row, with all it is made of.
IN_JOURNALS = (Order, Shipment, Return, Payment, Facts, OrderFile)


@cache
def stored_fields() -> dict[str, frozenset[str]]:
    """By service ("core", "events") and class, as "orders.Head": its fields."""
    _import_adapters()
    found = {_name(model): frozenset(_attributes(model)) for model in _containers()}
    for root in IN_JOURNALS:
        found |= {_name(value): frozenset(field.name for field in fields(value)) for value in _values(root, set())}
    all_types()  # imports the events of all services
    found |= {_name(data): frozenset(data.__annotations__) for data in _below(EventData) if _is_ours(data)}
    return {name: names for name, names in found.items() if names}


def _import_adapters() -> None:
    for package in packages():
        adapters = f"{package}.adapters"
        try:
            module = importlib.import_module(adapters)
        except ModuleNotFoundError:
            continue
        for info in pkgutil.walk_packages(module.__path__, f"{adapters}."):
            importlib.import_module(info.name)
    for core in ("souk.delivery.table", "souk.http.idempotency", "souk.storage.inbox", "souk.storage.outbox"):
        importlib.import_module(core)


def _containers() -> Iterator[type[AttributeContainer]]:
    for base in (Record, MapAttribute):
        for model in _below(base):
            if _is_ours(model):
                yield model


def _is_ours(model: type[Any]) -> bool:
    return not model.__module__.startswith(("pynamodb", "tests"))


def _below(base: type[Any]) -> Iterator[type[Any]]:
    for model in base.__subclasses__():
        yield model
        yield from _below(model)


def _attributes(model: type[AttributeContainer]) -> Iterator[str]:
    """The attributes a class adds to those of its bases; the keys are said by the table's own description."""
    inherited = {name for base in model.__mro__[1:] for name in vars(base)}
    for name in model.get_attributes():
        if name not in inherited:
            yield name


def _values(root: type[Any], seen: set[type[Any]]) -> Iterator[type[Any]]:
    if root in seen or not is_dataclass(root):
        return
    seen.add(root)
    yield root
    for hint in get_type_hints(root).values():
        for part in _parts(hint):
            yield from _values(part, seen)


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _name(model: type[Any]) -> str:
    service, _, rest = model.__module__.partition(".")
    return f"{'events' if rest.startswith('events') else service}.{model.__name__}"
