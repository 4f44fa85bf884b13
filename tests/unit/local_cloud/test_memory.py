"""A cloud's folder remembers how it was started."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from souk_local import memory
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings


@pytest.fixture
def started(tmp_path: Path) -> dict[str, str]:
    """The environment of a folder whose cloud was started with an offset and more."""
    place = {"SOUK_STATE_DIR": str(tmp_path)}
    given = {"SOUK_PORT_OFFSET": "3000", "SOUK_EDGE_PORT": "9000", "SOUK_PARAMETERS": "ReservationSeconds=60"}
    memory.remember(memory.wanted({**place, **given}))
    return place


def test_a_command_without_an_environment_is_about_the_cloud_of_the_folder(
    started: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = memory.this_cloud(started)
    assert (settings.aws_port, settings.edge_port, settings.parameters) == (7566, 12000, "ReservationSeconds=60")
    assert capsys.readouterr().err == ""


def test_make_up_goes_on_with_what_it_was_told_the_last_time(started: dict[str, str]) -> None:
    assert memory.wanted(started) == memory.this_cloud(started)


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"SOUK_PORT_OFFSET": "0"}, "SOUK_AWS_PORT is 4566, not 7566"),
        ({"SOUK_EDGE_PORT": "8080"}, "SOUK_EDGE_PORT is 8080, not 12000"),
        ({"SOUK_CARRIER_STEP_SECONDS": "1"}, "SOUK_CARRIER_STEP_SECONDS is 1.0, not 3.0"),
        ({"SOUK_PARAMETERS": ""}, "SOUK_PARAMETERS is empty, not ReservationSeconds=60"),
        ({"SOUK_AWS_AUTH": "false"}, "SOUK_AWS_AUTH is false, not true"),
    ],
)
def test_an_environment_that_differs_is_named_and_the_command_stays_with_the_folder(
    started: dict[str, str], environment: dict[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = memory.this_cloud({**started, **environment})
    assert settings == memory.started_with(settings)
    assert settings.aws_port == 7566
    assert told in capsys.readouterr().err


def test_the_same_settings_in_other_words_are_no_difference(
    started: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    same = {"SOUK_PORT_OFFSET": "3000", "SOUK_EDGE_PORT": "9000"}
    assert memory.this_cloud({**started, **same}).edge_port == 12000
    assert capsys.readouterr().err == ""


def test_an_offset_moves_the_usual_ports_not_those_of_the_last_time(started: dict[str, str]) -> None:
    assert memory.wanted({**started, "SOUK_PORT_OFFSET": "10"}).aws_port == 4576


def test_a_folder_without_memory_follows_the_environment(tmp_path: Path) -> None:
    settings = memory.this_cloud({"SOUK_STATE_DIR": str(tmp_path), "SOUK_PORT_OFFSET": "5"})
    assert settings.aws_port == 4571
    assert memory.started_with(settings) is None


def test_every_setting_is_remembered(tmp_path: Path) -> None:
    settings = replace(
        Settings.from_environment({"SOUK_STATE_DIR": str(tmp_path), "SOUK_PORT_OFFSET": "1"}),
        region="eu-central-1",
        iam_enforced=False,
        carrier_step_seconds=0.5,
        parameters="A=b",
    )
    memory.remember(settings)
    assert memory.started_with(settings) == settings


@pytest.mark.parametrize("content", ["", "{", "[1]", "\x00"])
def test_a_memory_that_cannot_be_read_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.json").write_text(content)
    with pytest.raises(LocalCloudError, match=r"settings\.json"):
        memory.this_cloud({"SOUK_STATE_DIR": str(tmp_path)})


def test_what_a_later_version_may_keep_there_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"SOUK_AWS_PORT": "5", "SOUK_STATE_DIR": "/else", "X": 1}))
    assert memory.this_cloud({"SOUK_STATE_DIR": str(tmp_path)}).state == tmp_path
