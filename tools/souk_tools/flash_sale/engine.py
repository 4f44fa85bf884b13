"""A MiniStack of its own, and processes that end with the block that started them."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from souk_local import aws, process
from souk_local.deployment import BANK_ACCOUNT
from souk_local.engines import aws_part
from souk_local.problems import LocalCloudError
from souk_local.settings import PROJECT, Settings

STOP_SECONDS = 20


@contextlib.contextmanager
def dynamodb(port: int | None = None) -> Iterator[Settings]:
    """An empty MiniStack on the loopback, on a free port unless one is given."""
    with tempfile.TemporaryDirectory(prefix="souk-sale-") as folder:
        settings = Settings.from_environment(
            {"SOUK_AWS_PORT": str(port or _free_port()), "SOUK_STATE_DIR": folder, "SOUK_AWS_AUTH": "false"}
        )
        part = aws_part(settings)
        process.start(part)
        try:
            yield settings
        finally:
            process.stop(part)


class Children:
    """Python processes of the race. Leaving the block ends those that still run."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: list[subprocess.Popen[str]] = []
        self._log: IO[str] = (settings.state / "race.log").open("a+")

    def __enter__(self) -> Children:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._running:
            if child.stdin:
                child.stdin.close()
        for child in self._running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(STOP_SECONDS)
            if child.poll() is None:
                child.kill()
                child.wait()
            if child.stdout:
                child.stdout.close()
        self._log.close()

    def start(self, module: str, argument: str, service: str, table: str, **environment: str) -> subprocess.Popen[str]:
        variables: dict[str, str] = {
            **{name: text for name, text in os.environ.items() if not name.startswith("AWS_")},
            **aws.environment(self._settings),
            "PYTHONPATH": os.pathsep.join(_code()),
            "SOUK_SERVICE": service,
            "SOUK_STAGE": "race",
            "TABLE_NAME": table,
            "CURRENCY": "EUR",
            "SHOP_NAME": "Souk",
            "PUBLIC_URL": "http://localhost",
            "BANK_ACCOUNT": BANK_ACCOUNT,
            "LOG_LEVEL": "CRITICAL",
            "POWERTOOLS_METRICS_DISABLED": "true",
            **environment,
        }
        child = subprocess.Popen(
            [sys.executable, "-m", f"souk_tools.flash_sale.{module}", argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=variables,
            cwd=PROJECT,
            text=True,
        )
        self._running.append(child)
        return child

    @staticmethod
    def go(child: subprocess.Popen[str]) -> None:
        """Sends it a line, which it waits for."""
        if child.stdin:
            child.stdin.write("go\n")
            child.stdin.flush()

    def line(self, child: subprocess.Popen[str]) -> str:
        """The next line it prints. Raises LocalCloudError with the end of the log when it ends without one."""
        text = child.stdout.readline() if child.stdout else ""
        if not text:
            self._log.flush()
            tail = Path(self._log.name).read_text(errors="replace")[-3000:]
            raise LocalCloudError(f"a process of the race ended with code {child.wait()}:\n{tail}")
        return text


def _code() -> list[str]:
    functions = sorted(path for path in (PROJECT / "functions").iterdir() if path.is_dir())
    return [
        str(path) for path in (PROJECT / "layers" / "core", PROJECT / "infra" / "local", PROJECT / "tools", *functions)
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: Any = probe.getsockname()[1]
        return int(port)
