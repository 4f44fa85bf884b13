"""Figures by day: sums that are kept of months that are over, and are what the hours say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from backoffice.adapters.records import DaysRecord
from souk import clock
from souk.storage.dynamo import Record
from tests.component.audit.test_keys import outside, permitted
from tests.component.backoffice.conftest import Office
from tests.component.backoffice.test_desk import requests
from tests.support.told import Order

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEAR = {"from": "2025-11-21", "to": "2026-11-20", "step": "day"}
# The sums of two years, the hours of this month, and the orders that are not paid.
KEPT = 4


def order(number: int, at: datetime) -> Order:
    return Order(id=f"o{number}", number=f"SK-1111{number}-11111", at=at)


def sold(office: Office) -> dict[str, tuple[int, int]]:
    """By day the orders placed, and the money."""
    with clock.freeze(NOW):
        steps = office.get("/figures", **YEAR)["steps"]
    return {step["at"]: (step["placed"], step["gross"]) for step in steps if step["placed"]}


def test_a_year_costs_the_same_however_many_hours_have_figures(office: Office) -> None:
    with clock.freeze(NOW):
        for number, at in enumerate((NOW - timedelta(days=340), NOW - timedelta(days=50), NOW - timedelta(hours=3))):
            each = order(number, at)
            office.hear(each.placed(), each.paid())
    days = {"2025-12-15": (1, 2000), "2026-10-01": (1, 2000), "2026-11-20": (1, 2000)}
    assert [sold(office), sold(office)] == [days, days]
    few = costs(office)
    with clock.freeze(NOW):
        for hour in range(10):
            each = order(hour + 3, datetime(2026, 6, 1, hour, tzinfo=UTC))
            office.hear(each.placed(), each.paid())
    assert sold(office) == days | {"2026-06-01": (10, 20_000)}
    assert costs(office) == few == KEPT
    kept = {item["pk"]["S"] for item in office.items() if item["sk"]["S"] == "2026-06"}
    assert kept == {"DAYS#2026"}
    assert outside(kept, permitted("BackofficeApi", "PutItem")) == []


def costs(office: Office) -> int:
    with clock.freeze(NOW):
        return requests(office, YEAR, "/figures")


def test_what_changes_a_month_that_is_over_is_in_its_sums(office: Office) -> None:
    late, at = order(1, NOW - timedelta(days=50)), "2026-10-01"
    with clock.freeze(NOW):
        office.hear(late.placed())
        assert sold(office)[at] == (1, 0)
        office.hear(late.paid())
        assert sold(office)[at] == sold(office)[at] == (1, 2000)
        office.hear(late.refunded(500), order(2, NOW - timedelta(days=50)).placed())
        assert sold(office)[at] == (2, 2000)


def test_sums_that_are_overtaken_are_not_kept(office: Office) -> None:
    """What is told between the look at the hours and the writing of their sums is in no sum that is kept."""
    late = order(1, NOW - timedelta(days=50))
    heard = [late.placed(), late.paid()]
    events = Record._get_connection().connection.client.meta.events

    def overtaken(**_: Any) -> None:
        if heard:
            office.hear(heard.pop())

    with clock.freeze(NOW):
        office.hear(heard.pop(0), order(2, NOW - timedelta(days=50)).placed())
        events.register("before-call.dynamodb.PutItem", overtaken)
        office.get("/figures", **{"from": "2026-10-01", "to": "2026-10-02", "step": "day"})
        events.unregister("before-call.dynamodb.PutItem", overtaken)
    assert not heard
    assert sold(office) == {"2026-10-01": (2, 2000)}


def test_nothing_is_kept_of_a_month_before_it_is_over_everywhere(office: Office) -> None:
    with clock.freeze(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        office.get("/figures", **{"from": "2026-09-01", "to": "2026-11-01", "step": "day"})
        assert [record.sk for record in DaysRecord.query("DAYS#2026")] == ["2026-09"]
