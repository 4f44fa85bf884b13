"""The plan of a flash sale, the conflicts it is run under, and its figures."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from souk_tools.audit import Row
from souk_tools.flash_sale import plan
from souk_tools.flash_sale.conflicts import Conflicts
from souk_tools.flash_sale.crossings import checked
from souk_tools.flash_sale.plan import SKU, Fate, Sale
from souk_tools.flash_sale.report import latencies

SALE = Sale(units=5000, attempts=20_000, buyers=64, processes=4, inventory_processes=4)


def test_every_attempt_is_made_by_exactly_one_buyer() -> None:
    shares = [attempts for process in range(SALE.processes) for attempts in plan.share(SALE, process)]
    assert len(shares) == SALE.buyers
    assert sorted(attempt for attempts in shares for attempt in attempts) == list(range(SALE.attempts))


def test_wishes_depend_on_seed_and_attempt_alone_and_want_more_than_there_is() -> None:
    wishes = [plan.wish(1, attempt) for attempt in range(SALE.attempts)]
    assert wishes[7] == plan.wish(1, 7)
    assert wishes != [plan.wish(2, attempt) for attempt in range(SALE.attempts)]
    assert sum(wish.lines[SKU] for wish in wishes) > 5 * SALE.units
    fates = Counter(wish.fate for wish in wishes)
    assert set(fates) == set(Fate)
    assert len({wish.lines[SKU] for wish in wishes}) > 3
    assert any(wish.twin for wish in wishes)
    assert any(wish.again for wish in wishes)


@pytest.mark.parametrize(("percent", "value"), [(50, 2.0), (99, 4.0), (100, 4.0), (1, 1.0)])
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(percent: float, value: float) -> None:
    assert plan.percentile([4.0, 1.0, 3.0, 2.0], percent) == value


def test_figures_tell_all_answers_and_each_kind() -> None:
    assert latencies({"ordered": [0.1, 0.3], "sold_out": []}) == [
        "  answered       2   p50 100 ms, p99 300 ms",
        "  ordered        2   p50 100 ms, p99 300 ms",
        "  sold_out       0   p50 0 ms, p99 0 ms",
    ]


def told(*events: tuple[str, int, int]) -> list[Row]:
    """Events of the SKU in the outbox: type, version, available units."""
    rows = []
    for kind, version, available in events:
        data = {"available": available, "threshold": 5}
        event = {"type": kind, "aggregate_version": version, "data": data}
        rows.append({"pk": "SKU#A", "sk": f"OUTBOX#{version}", "event": json.dumps(event)})
    return rows


@pytest.mark.parametrize(
    ("events", "available"),
    [
        ([], 9),
        ([("stock.low", 2, 5), ("stock.low", 9, 4)], 3),
        ([("stock.low", 2, 5), ("stock.sold_out", 3, 0), ("stock.back_in_stock", 4, 7)], 7),
        ([("stock.sold_out", 3, 0), ("stock.back_in_stock", 4, 1), ("stock.sold_out", 5, 0)], 0),
    ],
)
def test_crossings_that_follow_each_other_are_right(events: list[tuple[str, int, int]], available: int) -> None:
    counted, wrong = checked(told(*reversed(events)), "A", available)
    assert wrong == []
    assert counted.total() == len(events)


@pytest.mark.parametrize(
    ("events", "available"),
    [
        ([], 0),
        ([("stock.sold_out", 3, 0)], 1),
        ([("stock.sold_out", 3, 0), ("stock.sold_out", 4, 0)], 0),
        ([("stock.sold_out", 3, 1)], 0),
        ([("stock.back_in_stock", 3, 1)], 1),
        ([("stock.low", 3, 6)], 4),
        ([("stock.sold_out", 3, 0), ("stock.low", 4, 5)], 5),
        ([("stock.sold_out", 3, 0), ("stock.back_in_stock", 3, 1)], 1),
    ],
)
def test_a_crossing_told_twice_or_not_at_all_is_found(events: list[tuple[str, int, int]], available: int) -> None:
    _, wrong = checked(told(*events), "A", available)
    assert wrong
    assert {finding.rule for finding in wrong} == {"stock-crossing"}


def test_in_a_plain_sale_everybody_wants_one_unit() -> None:
    plain = Sale(units=10, attempts=50, buyers=50, processes=2, inventory_processes=2, plain=True)
    assert {plan.SKU: 1} == plain.wish(0).lines == plain.wish(49).lines
    assert SALE.wish(7) == plan.wish(SALE.seed, 7)


def put(sk: str) -> dict[str, object]:
    return {"Put": {"TableName": "t", "Item": {"pk": {"S": "p"}, "sk": {"S": sk}}}}


def test_a_transaction_is_refused_while_another_has_one_of_its_items() -> None:
    conflicts = Conflicts()
    first, second, third = [put("a"), put("b")], [put("c"), put("b")], [put("d")]
    assert conflicts.enter(first) is None
    refusal = conflicts.enter(second)
    assert refusal is not None
    assert refusal["CancellationReasons"] == [{"Code": "None"}, {"Code": "TransactionConflict"}]
    assert conflicts.enter(third) is None
    conflicts.leave(first)
    assert conflicts.enter(second) is None
    assert (conflicts.passed, conflicts.refused) == (3, 1)
