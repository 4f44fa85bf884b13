"""The use cases of the logs service, against ports in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from logs.usecases.logs import Console, Ingest, Wanted
from souk import clock
from souk.errors import InvalidInput, NotFound, Unavailable
from tests.unit.logs.fakes import NOW, FakeArchive, FakeEntries, FakeGroups, failure, line, records


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def entries() -> FakeEntries:
    return FakeEntries()


@pytest.fixture
def groups() -> FakeGroups:
    return FakeGroups()


@pytest.fixture
def ingest(entries: FakeEntries, groups: FakeGroups) -> Ingest:
    return Ingest(entries, groups, None)


@pytest.fixture
def console(entries: FakeEntries, groups: FakeGroups) -> Console:
    return Console(entries, groups, ["cart", "orders", "payments"])


def test_a_batch_delivered_again_changes_nothing(ingest: Ingest, entries: FakeEntries, groups: FakeGroups) -> None:
    batch = records(line(0), failure(1), failure(2))
    ingest.take(batch)
    ingest.take(batch)
    (group,) = groups.kept.values()
    assert (len(entries), group.count, len(groups.alerts), groups.saves) == (3, 2, 1, 1)


def test_a_new_error_raises_an_alert_that_leads_to_its_trace(ingest: Ingest, groups: FakeGroups) -> None:
    ingest.take(records(failure(0, correlation_id="c9")))
    (alert,) = groups.alerts
    (name,) = groups.kept
    assert (alert.type, alert.correlation_id) == ("alert.raised", "c9")
    assert alert.data == {
        "alert_id": alert.aggregate_id,
        "kind": "new_error",
        "service": "orders",
        "message": "it failed",
        "fingerprint": name,
        "count": 1,
    }


def test_a_storm_of_one_error_is_one_write(ingest: Ingest, groups: FakeGroups) -> None:
    ingest.take(records(*[failure(n) for n in range(200)]))
    assert groups.saves == 1
    assert [alert.data["kind"] for alert in groups.alerts] == ["new_error", "error_spike"]
    assert [alert.data["count"] for alert in groups.alerts] == [200, 200]


def test_a_count_somebody_else_changed_meanwhile_is_made_again(ingest: Ingest, groups: FakeGroups) -> None:
    groups.rivals = 3
    ingest.take(records(failure(0)))
    (group,) = groups.kept.values()
    assert (group.count, len(groups.alerts)) == (1, 1)


def test_a_count_that_never_gets_through_comes_again(ingest: Ingest, groups: FakeGroups) -> None:
    groups.rivals = 100
    with pytest.raises(Unavailable):
        ingest.take(records(failure(0)))


def test_an_unreadable_line_does_not_hold_up_the_others(ingest: Ingest, entries: FakeEntries) -> None:
    ingest.take(records(b"garbage", line(1), b"{}"))
    assert len(entries) == 1


def test_everything_is_archived_partition_by_partition(entries: FakeEntries, groups: FakeGroups) -> None:
    archive = FakeArchive()
    one, other = records(line(0, kind="metric"), b"garbage"), records(line(2), partition="logging-1")
    Ingest(entries, groups, archive).take([*one, *other])
    assert archive.batches == [one, other]


def test_a_trace_goes_through_the_services_in_order(ingest: Ingest, console: Console) -> None:
    ingest.take(records(line(2, service="payments"), line(1), line(3), line(4, correlation_id="c2")))
    found, services = console.trace("c1")
    assert [entry.id for entry in found] == ["id1", "id2", "id3"]
    assert services == ["orders", "payments"]
    with pytest.raises(NotFound):
        console.trace("c3")


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(), ["id4", "id3", "id2", "id1"]),
        (Wanted(service="cart"), ["id3", "id2"]),
        (Wanted(level="WARNING"), ["id4", "id3"]),
        (Wanted(level="ERROR"), ["id4"]),
        (Wanted(level="WARNING", service="cart"), ["id3"]),
        (Wanted(correlation_id="c2"), ["id4", "id3"]),
        (Wanted(correlation_id="c2", level="ERROR"), ["id4"]),
        (Wanted(correlation_id="c2", service="cart"), ["id3"]),
        (Wanted(since=NOW + timedelta(seconds=3)), ["id4", "id3"]),
    ],
)
def test_lines_are_found_newest_first(ingest: Ingest, console: Console, wanted: Wanted, ids: list[str]) -> None:
    ingest.take(
        records(
            line(1),
            line(2, service="cart"),
            line(3, service="cart", level="WARNING", correlation_id="c2"),
            failure(4, correlation_id="c2"),
        )
    )
    found, following = console.logs(wanted)
    assert [entry.id for entry in found] == ids
    assert following is None


@pytest.mark.parametrize("kind", [{}, {"correlation_id": "c1"}, {"service": "orders"}, {"level": "ERROR"}])
def test_pages_follow_each_other_without_gap_or_repetition(
    ingest: Ingest, console: Console, kind: dict[str, str]
) -> None:
    ingest.take(records(*[failure(n) for n in range(7)]))
    seen: list[str] = []
    before = None
    for _ in range(4):
        page, before = console.logs(Wanted(limit=2, before=before, **kind))  # type: ignore[arg-type]
        seen += [entry.id for entry in page]
    assert seen == [f"id{n}" for n in reversed(range(7))]
    assert before is None


def test_a_time_to_come_is_refused(console: Console) -> None:
    with pytest.raises(InvalidInput):
        console.logs(Wanted(since=NOW + timedelta(days=1)))


def test_an_unknown_group_is_not_found(console: Console) -> None:
    with pytest.raises(NotFound):
        console.error("0" * 16)
