"""What is copied by the names of its members has the same members at both ends: one more is an edit at each end."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Any

import pytest
from pydantic import BaseModel

import orders.domain.details
import orders.domain.totals
import orders.doors.schemas
import orders.doors.views
import shipping.domain.consignment
import shipping.doors.fulfilling.views
import shipping.doors.views
import users.adapters.records
import users.domain.address
import users.doors.views
from souk.address.check import FIELDS
from souk.events.common import OrderLine, PostalAddress
from souk.events.shipping import ShipmentLine
from souk.shop.address_fields import AddressFields


def members(shape: type[Any]) -> set[str]:
    if issubclass(shape, BaseModel):
        return set(shape.model_fields)
    return {field.name for field in fields(shape)}


@pytest.mark.parametrize(
    ("shape", "beside"),
    [
        (AddressFields, set()),
        (PostalAddress, set()),
        (orders.domain.details.Address, set()),
        (orders.doors.schemas.QuoteAddress, set()),
        (orders.doors.views.AddressView, set()),
        (shipping.domain.consignment.Address, set()),
        (shipping.doors.views.AddressView, set()),
        (users.domain.address.Address, {"id"}),
        (users.doors.views.AddressView, {"id", "is_default"}),
    ],
)
def test_an_address_is_the_same_everywhere(shape: type[Any], beside: set[str]) -> None:
    assert members(shape) == {*FIELDS, *beside}


def test_a_stored_address_has_an_attribute_for_each_member() -> None:
    stored = users.adapters.records.AddressItem.get_attributes()
    assert set(stored) == members(users.domain.address.Address)


def test_an_order_line_is_told_and_shown_with_all_but_what_is_kept_back() -> None:
    made = {"gift_card", "total"}
    assert all(inspect.isdatadescriptor(getattr(orders.domain.totals.OrderLine, name)) for name in made)
    known = members(orders.domain.totals.OrderLine) | made
    assert members(OrderLine) == known - {"tax_class", "size_class"}
    # Events tell of what is left of an order, and of what was cancelled by itself.
    assert members(orders.doors.views.OrderLineView) == {*known, "cancelled"} - {
        "size_class",
        "tax_category",
        "tax_class",
        "tax_rate",
        "taxed_in",
        "weight_grams",
    }


def test_a_parcels_line_is_told_and_shown_whole() -> None:
    line = members(shipping.domain.consignment.ConsignmentLine)
    picking = {"options"}  # for the staff who tell variants apart; the order's own line has them for everybody else
    returning = {"price", "exclusion"}  # what comes of them is told with what can be returned
    assert members(ShipmentLine) == members(shipping.doors.views.LineView) == line - picking - returning
    assert members(shipping.doors.fulfilling.views.WorkLineView) >= line - returning
