"""What is known of a part: that it is this one, that it is only slow, that it ended badly."""

import itertools
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from logs.domain.entry import entry_of
from souk_local import losses, memory, own, process
from souk_local.cloud import Cloud
from souk_local.problems import LocalCloudError
from souk_local.process import Part
from souk_local.report import HEALTHY, parts
from souk_local.sentinel import Sentinel
from souk_local.settings import Port, Settings
from souk_local.waiting import wait_until
from tests.integration.local_cloud.broker import free_port

LISTENER = """
import socket, sys, time
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
time.sleep(600)
"""
IDLER = "import time; time.sleep(600)"


def part(folder: Path, port: int, program: str = LISTENER, name: str = "kafka") -> Part:
    return Part(
        name=name,
        command=(sys.executable, "-c", program, str(port)),
        environment={},
        healthy=lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0,
        folder=folder,
        port=Port(port, name, "SOUK_KAFKA_PORT"),
    )


def crash(part: Part) -> None:
    pid = process.pid_of(part)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: process.pid_of(part) is None, 60)


def test_only_the_process_that_holds_the_port_is_this_clouds_engine(tmp_path: Path) -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("the system does not tell who listens")
    port = free_port()
    theirs, ours = part(tmp_path / "theirs", port), part(tmp_path / "ours", port, IDLER)
    process.start(theirs)
    process.start(ours)
    try:
        assert ours.healthy(), "somebody answers"
        assert process.is_well(theirs)
        assert not process.is_well(ours)
        with pytest.raises(LocalCloudError, match=f"Process {process.pid_of(theirs)} "):
            own.require(ours)
    finally:
        process.stop(ours)
        process.stop(theirs)


def test_a_part_that_was_killed_is_known_to_have_ended_badly_and_one_that_was_stopped_is_not(tmp_path: Path) -> None:
    one = part(tmp_path, free_port())
    process.start(one)
    crash(one)
    assert process.ended_badly(one) is not None
    process.start(one)
    assert process.ended_badly(one) is None
    process.stop(one)
    assert process.ended_badly(one) is None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"SOUK_STATE_DIR": str(tmp_path), "SOUK_KAFKA_PORT": str(free_port())})


def test_what_a_killed_engine_may_have_lost_is_told_until_the_state_is_wiped(settings: Settings) -> None:
    cloud = Cloud(settings)
    broker = cloud.parts["kafka"]
    process.start(broker)
    assert "kafka     " in parts(cloud)[0]
    crash(broker)
    assert "ENDED BADLY" in parts(cloud)[0]
    assert losses.told(settings) == ""
    cloud.start("kafka")
    try:
        assert "kafka ended badly: what came between its start" in losses.told(settings)
        cloud.start("kafka")
        assert losses.told(settings).count("ended badly") == 1
    finally:
        process.stop(broker)
    assert losses.note(settings, broker) == ""


class OnePart(Cloud):
    """A cloud that is impatient with the one part it has."""

    def __init__(self, settings: Settings, part: Part, patience_seconds: float) -> None:
        super().__init__(settings, slow_seconds=0, patience_seconds=patience_seconds)
        self._part = part

    @property
    def parts(self) -> dict[str, Part]:
        return {self._part.name: self._part}


def test_a_part_that_answers_slowly_is_neither_dead_nor_started_again(settings: Settings) -> None:
    answers: Iterator[bool] = itertools.repeat(True)
    slow = part(settings.state, settings.kafka_port)
    slow = replace(slow, healthy=lambda: next(answers))
    cloud = OnePart(settings, slow, patience_seconds=60)
    first = process.start(slow)
    assert wait_until(lambda: process.answers_itself(slow), 60)
    answers = itertools.chain([False] * 3, itertools.repeat(True))
    try:
        cloud.start("kafka")
        assert process.pid_of(slow) == first
        assert parts(cloud)[1]
        assert HEALTHY in parts(cloud)[0]
    finally:
        process.stop(slow)


def test_one_that_holds_its_port_and_never_answers_is_left_alone_and_named(settings: Settings) -> None:
    answers: Iterator[bool] = itertools.repeat(True)
    stuck = part(settings.state, settings.kafka_port)
    stuck = replace(stuck, healthy=lambda: next(answers))
    first = process.start(stuck)
    assert wait_until(lambda: process.answers_itself(stuck), 60)
    answers = itertools.repeat(False)
    try:
        with pytest.raises(LocalCloudError, match="left alone"):
            OnePart(settings, stuck, patience_seconds=0).start("kafka")
        assert process.pid_of(stuck) == first
    finally:
        process.stop(stuck)


def test_the_death_of_a_part_is_told_once_and_a_stop_is_not(tmp_path: Path) -> None:
    told: list[bytes] = []
    one, other = part(tmp_path, free_port(), name="carrier"), part(tmp_path, free_port(), name="stripe")
    arrives = [False, True, True, True]

    def tell(lines: list[bytes]) -> bool:
        if not arrives.pop(0):
            return False
        told.extend(lines)
        return True

    sentinel = Sentinel([one, other], tell)
    process.start(one)
    process.start(other)
    process.stop(other)
    assert sentinel.look() == []
    crash(one)
    assert sentinel.look() == ["carrier"]
    assert told == [], "Kafka was away"
    assert sentinel.look() == []
    [line] = [entry_of(value) for value in told]
    assert (line.is_error, line.service, line.function) == (True, "local-cloud", "local-cloud-carrier")
    process.start(one)
    crash(one)
    sentinel.look()
    assert len(told) == 2


def test_make_up_with_other_settings_does_not_move_a_cloud_that_runs(settings: Settings) -> None:
    cloud = Cloud(settings)
    memory.remember(settings)
    process.start(cloud.parts["kafka"])
    try:
        moved = Cloud(replace(settings, edge_port=settings.edge_port + 1))
        with pytest.raises(LocalCloudError, match=r"SOUK_EDGE_PORT is .* make down first"):
            moved.up()
    finally:
        process.stop(cloud.parts["kafka"])
