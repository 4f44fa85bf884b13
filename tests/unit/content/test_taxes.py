"""What the document of taxes must keep to."""

from __future__ import annotations

from typing import Any

import pytest

from content.domain.kinds import kind_of
from content.doors.tax_contents import Taxes
from content.usecases import rules
from tests.unit.content.test_rules import faults


def taxes(**changes: Any) -> dict[str, Any]:
    return Taxes.model_validate(changes).model_dump(mode="json")


def rate(place: str = "DE", rate: int = 1600, **changes: Any) -> dict[str, Any]:
    return {"place": place, "tax_class": "standard", "rate": rate, **changes}


def test_what_a_shop_is_installed_with_can_be_published() -> None:
    rules.check(kind_of("taxes"), taxes())


def test_rates_of_other_times_and_postal_codes_stand_beside_each_other() -> None:
    rules.check(
        kind_of("taxes"),
        taxes(
            home="US-NY",
            registrations=[
                {"place": "FR", "number": "FR83404833048"},
                {"place": "GB", "number": "as they say it there"},
            ],
            rates=[
                rate(until="2026-12-31"),
                rate(since="2027-01-01"),
                rate(tax_class="reduced"),
                rate("US-CA", 725),
                rate("US-CA", 950, postal_codes=["900"]),
                rate("US-CA", 975, postal_codes=["902"]),
            ],
            untaxed_shipping=["US-CA"],
        ),
    )


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"home": "US-CALIFORNIA"}, {"home"}),
        ({"home": "MC"}, {"home"}),  # its taxes are those of France
        ({"rates": [rate("IC")]}, {"rates.0.place"}),
        ({"rates": [rate(since="2026-02-30")]}, {"rates.0.since"}),
        ({"rates": [rate(since="2026-12-31", until="2026-12-01")]}, {"rates.0.until"}),
        ({"rates": [rate(until="2026-12-31"), rate(since="2026-12-31")]}, {"rates.1.since"}),
        ({"rates": [rate(), rate(until="2026-12-31")]}, {"rates.1.since"}),
        ({"rates": [rate(postal_codes=["900", "901"]), rate(postal_codes=["901"])]}, {"rates.1.since"}),
        ({"registrations": [{"place": "FR", "number": "FR83404833049"}]}, {"registrations.0.number"}),
        ({"registrations": [{"place": "FR", "number": "DE136695976"}]}, {"registrations.0.number"}),
        ({"registrations": [{"place": "FR", "until": "2026-13-01"}]}, {"registrations.0.until"}),
        ({"untaxed_shipping": ["US-CA", "US-X1"]}, {"untaxed_shipping.1"}),
    ],
)
def test_what_is_wrong_is_said_field_by_field(changes: dict[str, Any], wrong: set[str]) -> None:
    assert faults("taxes", taxes(**changes)) == wrong
