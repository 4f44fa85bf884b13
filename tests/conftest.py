"""What every test runs under: no real AWS account, repeatable Hypothesis, and no network in unit tests."""

from __future__ import annotations

import gc
import os
import platform
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from pytest_socket import disable_socket, enable_socket

if TYPE_CHECKING:
    from tests.support.cloud import TestCloud

UNIT = Path(__file__).parent / "unit"

# Before anything is imported that reads them: no test may reach a developer's account by accident.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-central-1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
)

# The machine may be busy, so time says nothing; in CI the same examples are tried every time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure() -> None:
    """A run that the Makefile starts is on the Python it was asked for, and not on one that was there before."""
    wanted, found = os.environ.get("SOUK_PYTHON"), f"{sys.version_info.major}.{sys.version_info.minor}"
    if wanted not in (None, found):
        raise pytest.UsageError(f"these tests were to run on Python {wanted}, and this is {found}")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays. To look through its million objects again and again was a tenth of all
    work, so the garbage collector looks only at what tests make."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"Python {platform.python_version()}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """kafka-python leaves a socket that failed to the garbage collector, whose moment may be another test's."""
    for item in items:
        if not item.path.is_relative_to(UNIT):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A unit test that opens a socket fails (Unix sockets, which event loops need, aside)."""
    if item.path.is_relative_to(UNIT):
        disable_socket(allow_unix_socket=True)
    else:
        enable_socket()


@pytest.fixture(scope="session", autouse=True)
def _sessions() -> Iterator[None]:
    """Every session that a request of `tests.support.http` names is known; a test says how it stands."""
    from tests.support import sessions  # only now is the environment that of tests

    with sessions.known():
        yield


@pytest.fixture(scope="session", autouse=True)
def _trail() -> Iterator[None]:
    """What staff do is recorded in memory, but where the trail itself is tried."""
    from tests.support import trail

    with trail.kept():
        yield


@pytest.fixture(scope="session")
def cloud() -> Iterator[TestCloud]:
    """The local cloud on ports of its own, everything deployed and seeded; started once for the whole run."""
    from tests.support.cloud import running_cloud  # only tests that need a cloud pay for it

    with running_cloud() as running:
        yield running
