"""Handing log batches to their subscriber as AWS does: through a queue, with retries.

CloudWatch Logs calls a function asynchronously. Lambda queues the event; what is throttled comes again for up to six
hours, from one second to five minutes apart, and what the function fails is tried twice more, one and two minutes
later (Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation"). MiniStack starts
a thread and so a worker for every batch, once: 58 of them for one buyer while Kafka was away, and the lines were gone.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger("log deliveries")

AT_ONCE = 4
"""How many batches are with the subscriber at a time, as its reserved concurrency would have it."""
AGE_SECONDS = 6 * 3600.0
ERROR_WAITS = (60.0, 120.0)
THROTTLE_FIRST, THROTTLE_CEILING = 1.0, 300.0
MOST_WAITING = 20_000
THREAD = "log-delivery"
Invoke = Callable[[Any, Any], dict[str, Any]]


class Deliveries:
    """`invoke` runs the function and answers MiniStack's result; `now` is a monotonic clock in seconds."""

    def __init__(self, invoke: Invoke, at_once: int = AT_ONCE, now: Callable[[], float] = time.monotonic) -> None:
        self._invoke = invoke
        self._at_once = at_once
        self._now = now
        self._waiting: list[tuple[float, int, Delivery]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._threads = 0
        self.dropped = 0

    def put(self, function: Any, event: Any) -> None:
        """Queues a batch; a thread takes it when it is due."""
        self._queue(Delivery(function, event, self._now()), 0.0)

    def due(self) -> float | None:
        """Seconds until the next batch is due, 0 when one is; None when none waits."""
        with self._changed:
            return max(0.0, self._waiting[0][0] - self._now()) if self._waiting else None

    def run_one(self) -> bool:
        """Delivers the batch that is due longest; whether there was one."""
        with self._changed:
            if not self._waiting or self._waiting[0][0] > self._now():
                return False
            delivery = heapq.heappop(self._waiting)[2]
        self._settle(delivery, self._invoke(delivery.function, delivery.event))
        return True

    def _settle(self, delivery: "Delivery", result: dict[str, Any]) -> None:
        wait = delivery.wait_after(result)
        if wait is None:
            return
        if wait < 0 or self._now() + wait - delivery.since > AGE_SECONDS:
            self._drop("it was tried for as long as AWS would")
        else:
            self._queue(delivery, wait)

    def _queue(self, delivery: "Delivery", wait: float) -> None:
        with self._changed:
            heapq.heappush(self._waiting, (self._now() + wait, next(self._numbers), delivery))
            full = len(self._waiting) > MOST_WAITING
            if full:
                heapq.heappop(self._waiting)
            if self._threads < min(self._at_once, len(self._waiting)):
                self._threads += 1
                threading.Thread(target=self._serve, daemon=True, name=THREAD).start()
            self._changed.notify()
        if full:
            self._drop("too many wait")

    def _serve(self) -> None:
        """A thread's work; it ends when nothing is left to wait for."""
        while True:
            if self.run_one():
                continue
            with self._changed:
                if not self._waiting:
                    self._threads -= 1
                    return
                self._changed.wait(max(0.01, min(5.0, self._waiting[0][0] - self._now())))

    def _drop(self, why: str) -> None:
        self.dropped += 1
        log.error("a log batch was dropped, %s (%d since the start)", why, self.dropped)


class Delivery:
    """One batch and how often it failed. `since` is when it was queued."""

    def __init__(self, function: Any, event: Any, since: float) -> None:
        self.function, self.event, self.since = function, event, since
        self._throttled = self._failed = 0

    def wait_after(self, result: dict[str, Any]) -> float | None:
        """Seconds until the next attempt; None when it is done, negative when there is none."""
        if result.get("throttle"):
            self._throttled += 1
            return min(THROTTLE_CEILING, THROTTLE_FIRST * 2.0 ** min(self._throttled - 1, 20))
        if not result.get("error"):
            return None
        self._failed += 1
        return ERROR_WAITS[self._failed - 1] if self._failed <= len(ERROR_WAITS) else -1.0


def install() -> None:
    """Queues what MiniStack's thread for a log batch would run at once; invocations through the API stay direct."""
    from ministack.services import lambda_svc

    run: Invoke = lambda_svc._execute_function_with_config_scope
    deliveries = Deliveries(run)

    def running(function: Any, event: Any) -> dict[str, Any]:
        api = threading.current_thread().name.startswith((THREAD, "ministack-"))
        if api or not isinstance(event, dict) or "awslogs" not in event:
            return run(function, event)
        deliveries.put(function, event)
        return {}

    lambda_svc._execute_function_with_config_scope = running
