"""Ports, stamps and log lines."""

import json
from pathlib import Path

import pytest

from souk_local.bridge.batch import choose
from souk_local.bridge.lane import Lane
from souk_local.bridge.records import Record
from souk_local.logs import Filter, parse, render
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.stamps import Stamps, digest


def test_an_offset_moves_every_port() -> None:
    settings = Settings.from_environment({"SOUK_PORT_OFFSET": "1000"})
    assert [port.number for port in settings.ports] == [5566, 10092, 9420, 9430, 9080]


def test_a_child_process_reads_the_same_settings() -> None:
    settings = Settings.from_environment({"SOUK_PORT_OFFSET": "7", "SOUK_STATE_DIR": ".souk/other"})
    assert Settings.from_environment(settings.environment()) == settings


@pytest.mark.parametrize(
    "environment",
    [{"SOUK_AWS_PORT": "many"}, {"SOUK_AWS_PORT": "70000"}, {"SOUK_CARRIER_STEP_SECONDS": "-1"}],
)
def test_a_senseless_setting_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(LocalCloudError, match=next(iter(environment))):
        Settings.from_environment(environment)


def test_a_digest_changes_with_names_and_content_but_not_with_leftovers(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    first = digest([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x")
    assert digest([tmp_path]) == first
    (tmp_path / "a.py").write_text("2")
    second = digest([tmp_path])
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, second, digest([tmp_path])}) == 3


def test_a_stamp_is_fresh_for_what_it_was_written_for(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path)
    assert not stamps.fresh("site", "one")
    stamps.write("site", "one")
    assert stamps.fresh("site", "one")
    assert not stamps.fresh("site", "two")


def test_logs_are_filtered_by_service_id_and_level() -> None:
    entry = {"service": "orders", "correlation_id": "c", "level": "WARNING"}
    assert Filter("orders", "c", "WARNING").accepts(entry)
    assert not Filter("cart").accepts(entry)
    assert not Filter(correlation_id="d").accepts(entry)
    assert not Filter(level="ERROR").accepts(entry)


def test_a_log_entry_is_one_line_with_its_trace_below() -> None:
    entry = {"time": "2026-11-23T10:00:01.250Z", "level": "ERROR", "service": "orders", "message": "no"}
    line = json.dumps({**entry, "error": {"stack": "a\nb"}})
    first, *trace = render(parse(line)).splitlines()
    assert first.split() == ["10:00:01.250", "ERROR", "orders", "no"]
    assert trace == ["    a", "    b"]
    assert render(parse("not json")).split() == ["INFO", "?", "not", "json"]


def _lane(partition: int, size: int, count: int) -> Lane:
    lane = Lane(0)
    lane.extend(Record("t", partition, offset, 0, None, b"x" * size) for offset in range(count))
    return lane


def test_a_batch_stays_below_lambdas_payload_limit() -> None:
    assert 0 < len(choose([_lane(0, 1_000_000, 10)], 100).records) < 5


def test_a_single_record_goes_however_large() -> None:
    assert len(choose([_lane(0, 9_000_000, 1)], 100).records) == 1


def test_a_batch_takes_from_every_partition() -> None:
    batch = choose([_lane(0, 10, 3), _lane(1, 10, 3)], 100)
    assert [len(share.records) for share in batch.shares] == [3, 3]
