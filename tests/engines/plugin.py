"""Runs the suites on Apache Kafka and DynamoDB Local: `python -m pytest -p tests.engines.plugin <suites>`.

The tests are those of the default path; only SOUK_TEST_KAFKA and SOUK_TEST_DYNAMODB, which it sets, are different.
Where Java or Maven is missing every test is skipped, each by name with the reason. An address in SOUK_TEST_DYNAMODB is
used as it is.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest

_STARTED = pytest.StashKey["Engines"]()
_MISSING = pytest.StashKey[str]()


class Engines:
    """DynamoDB Local for the whole run. Kafka's brokers belong to the tests, which stop and kill them."""

    def __init__(self) -> None:
        from souk_local import process
        from souk_tools.real_engines import dynamodb, fetching, ports

        began = time.monotonic()
        libraries = [fetching.libraries(engine) for engine in ("kafka", "dynamodb")]
        self.said = [f"real engines: {', '.join(map(str, libraries))} ({time.monotonic() - began:.0f} s to fetch)"]
        os.environ["SOUK_TEST_KAFKA"] = "apache"
        self._process, self._part = process, None
        self._folder = Path(tempfile.mkdtemp(prefix="souk-engines-"))
        if "SOUK_TEST_DYNAMODB" not in os.environ:
            [port] = ports.free_ports(1)
            self._part = dynamodb.dynamodb_part(self._folder, port)
            process.start(self._part)
            os.environ["SOUK_TEST_DYNAMODB"] = f"http://127.0.0.1:{port}"
        self.said.append(f"real engines: DynamoDB Local on {os.environ['SOUK_TEST_DYNAMODB']}")

    def stop(self) -> None:
        if self._part is not None:
            self._process.stop(self._part)
        shutil.rmtree(self._folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    from souk_tools.real_engines import java

    missing = java.what_is_missing()
    if missing:
        session.config.stash[_MISSING] = missing
    elif not session.config.option.collectonly:
        # A run that is told to end stops what it started, as one that is interrupted from the keyboard does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        engines = session.config.stash[_STARTED] = Engines()
        for line in engines.said:
            print(line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = config.stash.get(_MISSING, None)
    for item in items if missing else ():
        item.add_marker(pytest.mark.skip(reason=f"the real engines cannot run: {missing}"), append=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _MISSING in config.stash:
        terminalreporter.section("not run on the real engines")
        for report in terminalreporter.stats.get("skipped", []):
            terminalreporter.line(f"SKIPPED {report.nodeid}")
        terminalreporter.line(f"because {config.stash[_MISSING]}", yellow=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    engines = config.stash.get(_STARTED, None)
    if engines is not None:
        engines.stop()
