"""What the whole run has logged, read from the topic as the logs service reads it. Runs last of the cloud's tests."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from souk_local import logs, secrets
from tests.support.cloud import TestCloud
from tests.support.sensitive import leaks

pytestmark = pytest.mark.cloud

EVERYTHING = 1_000_000


def test_nothing_sensitive_reached_the_log_topic(cloud: TestCloud) -> None:
    lines = list(logs.read(cloud.settings, logs.Filter(), EVERYTHING, forever=False, look_back=EVERYTHING))
    assert len(lines) > 100, "the suite must have logged something for this to mean anything"
    known = astuple(secrets.load(cloud.settings))
    assert leaks(lines, known=known) == []
