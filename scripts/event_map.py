"""Who publishes and who consumes each event type, as the code has it.

A service publishes a type of its own that its rules or use cases name, other than to compare with it. It consumes what
its consumers have handlers for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from souk.delivery.consumer import BatchConsumer, Consumer
from souk.events.envelope import publisher_of
from souk.events.registry import all_types, for_others

FUNCTIONS = Path(__file__).resolve().parent.parent / "functions"
# What staff do is published by every service alike, in the audit service's name.
_FOR_ALL = FUNCTIONS.parent / "layers/core/souk/http/audit.py"


def published() -> set[str]:
    """The registered types that their own service publishes."""
    types = all_types()
    named = {service: set(_named_by(service)) for service in {publisher_of(event_type) for event_type in types}}
    return {event_type for event_type in types if event_type in named[publisher_of(event_type)]}


def consumers() -> dict[str, list[str]]:
    """The services that consume each type."""
    found: dict[str, list[str]] = {}
    for path in sorted(FUNCTIONS.glob("*/*/doors/consumers.py")):
        service = path.parents[1].name
        for event_type in sorted(_consumed_by(service)):
            found.setdefault(event_type, []).append(service)
    return found


def untruths() -> list[str]:
    """What the registry says and the code does not: a sentence for each."""
    types, heard, reasons = set(all_types()), set(consumers()), set(for_others())
    return [
        *(f"{name} is registered, and nobody publishes it" for name in sorted(types - published())),
        *(f"{name} is consumed, and not registered" for name in sorted(heard - types)),
        *(f"nobody consumes {name}, and FOR_OTHERS does not say why it is" for name in sorted(types - heard - reasons)),
        *(f"FOR_OTHERS says that nobody consumes {name}, and somebody does" for name in sorted(reasons & heard)),
        *(f"FOR_OTHERS names {name}, which is not registered" for name in sorted(reasons - types)),
    ]


def _named_by(service: str) -> Iterator[str]:
    rooms = [FUNCTIONS / service / service / room for room in ("domain", "usecases")]
    for path in (_FOR_ALL, *(path for room in rooms for path in room.rglob("*.py"))):
        yield from _texts(ast.parse(path.read_text(encoding="utf-8")))


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _consumed_by(service: str) -> set[str]:
    here = vars(import_module(f"{service}.doors.consumers")).values()
    routed = {event_type for each in here if isinstance(each, Consumer) for event_type in each.handlers}
    return routed | {event_type for each in here if isinstance(each, BatchConsumer) for event_type in each.types}
