"""Timers: a function that runs a named job when EventBridge Scheduler calls it with {"job": name}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from souk.telemetry import entrypoint, logger

Job = Callable[[], object]


class Schedule:
    """The jobs of one service. `handler` raises KeyError for a job it does not know.

    A job answers how much it did, or a report: a dictionary in which `done` says so.
    """

    def __init__(self, service: str) -> None:
        self.service = service
        self.jobs: dict[str, Job] = {}

    def job(self, name: str) -> Callable[[Job], Job]:
        def register(function: Job) -> Job:
            self.jobs[name] = function
            return function

        return register

    @property
    def handler(self) -> Callable[[dict[str, Any], Any], Any]:
        @entrypoint("schedule")
        def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
            name = event["job"]
            done = self.jobs[name]()
            report = done if isinstance(done, dict) else {"done": done if isinstance(done, int) else None}
            logger.info("job done", extra={"job": name, "done": report.get("done")})
            return {"job": name, **report}

        return handle
