"""Of every event, and of every member of one, it is decided whether the merchant's own systems may be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest

from souk.events.common import EventData
from souk.events.registry import all_types
from webhooks.domain.public import FORGETTING, PUBLIC, REFUSED, WITHHELD, PublicType, only

SECRET = {"access_key", "pickup_code", "token", "owner", "cart_owner", "cart_id", "pay_to", "device"}
# What names somebody, or lets anybody find or write to them.
NAMES_PEOPLE = {"email", "shipping_address", "pickup_point", "tracking_code", "tracking_url", "vat_number"}


def shapes() -> Iterator[tuple[str, Mapping[str, Any], type[EventData]]]:
    for name, public in PUBLIC.items():
        model = all_types()[name]
        yield from _shapes(name, {**public.fields, **public.personal}, model)


def _shapes(
    where: str, shape: Mapping[str, Any], model: type[EventData]
) -> Iterator[tuple[str, Mapping[str, Any], type[EventData]]]:
    yield where, shape, model
    for name, inner in shape.items():
        below = part_of(model, name)
        if below is not None and inner is not None:
            yield from _shapes(f"{where}.{name}", inner, below)


def part_of(model: type[EventData], name: str) -> type[EventData] | None:
    """The model of a member that has members itself."""
    annotation = model.model_fields[name].annotation
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, EventData):
            return part
    return None


def test_every_published_type_is_either_public_or_refused_with_a_reason() -> None:
    assert PUBLIC.keys() | REFUSED.keys() == all_types().keys(), "decide in webhooks.domain.public"
    assert not PUBLIC.keys() & REFUSED.keys()
    assert all(REFUSED.values())
    assert PUBLIC.keys() >= FORGETTING


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_of_every_member_it_is_decided_whether_it_goes_out(name: str) -> None:
    public, members = PUBLIC[name], all_types()[name].model_fields.keys()
    shown = {*public.fields, *public.personal}
    assert shown <= members
    assert members - shown <= WITHHELD.keys(), "list it in webhooks.domain.public, or say why it stays"
    assert public.about in ("", *public.fields)


@pytest.mark.parametrize(
    ("where", "shape", "model"), list(shapes()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_has_members_goes_out_member_by_member(
    where: str, shape: Mapping[str, Any], model: type[EventData]
) -> None:
    assert shape.keys() <= model.model_fields.keys(), where
    for name, inner in shape.items():
        assert (part_of(model, name) is None) == (inner is None), f"{where}.{name}"
        assert name not in SECRET, where


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_names_people_is_personal(name: str) -> None:
    account = {"name"} if name.startswith("user.") else set()
    assert not PUBLIC[name].fields.keys() & (NAMES_PEOPLE | account)
    assert not PUBLIC[name].personal or PUBLIC[name].about, "whom it names must be found again"


def test_only_what_is_listed_goes_out() -> None:
    public = PublicType("", {"id": None, "total": {"amount": None}, "lines": {"sku": None}, "gone": None})
    data = {"id": 1, "new": 2, "total": {"amount": 3, "cost": 1}, "lines": [{"sku": "a", "margin": 4}]}
    assert only(data, public.fields) == {"id": 1, "total": {"amount": 3}, "lines": [{"sku": "a"}]}
    assert only({"total": None}, public.fields) == {"total": None}
