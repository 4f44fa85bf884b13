"""Starting workers without a stampede.

MiniStack starts a process for every call that finds no free worker, at once and for that call alone. A start takes a
second of CPU. Eight calls at a time on two cores therefore started eight processes that slowed each other down beyond
the callers' deadline; the callers gave up and came again, found no free worker again, and started eight more: 22
processes for eight clients, and no end (measured: 28 of 59 calls answered 503). On AWS every environment starts on a
machine of its own; a laptop has to take turns.

So only a few workers start at the same time, and a call that waits takes whichever worker is free first. What gave up
meanwhile costs the worker an instant (souk.rpc looks at the deadline before it does anything) and starts no process.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

STARTS_AT_ONCE = max(2, os.cpu_count() or 2)
Reason = str


class Worker(Protocol):
    """What is used of MiniStack's workers."""

    in_use: bool
    last_used: float


class Pool:
    """Leases workers. `entries` answers a function's workers, a list that may be appended to; `runs` whether a worker's
    process is there; `make` makes one that starts when it is first used.

    `lock` guards the entries. A call waits at most `patience_seconds` and is then told that there is no room.
    """

    def __init__(self, lock: threading.Lock, runs: Callable[[Any], bool], starts_at_once: int = STARTS_AT_ONCE) -> None:
        self._changed = threading.Condition(lock)
        self._runs = runs
        self._starts_at_once = starts_at_once
        self._starting: set[int] = set()

    def acquire(
        self, entries: Callable[[], list[Any]], make: Callable[[], Any], patience_seconds: float
    ) -> tuple[Any | None, Reason]:
        """A free worker ("reused"), one to be started ("spawn"), or none when the patience is over ("func_cap")."""
        until = time.monotonic() + patience_seconds
        with self._changed:
            while True:
                found = self._choose(entries(), make)
                if found is not None:
                    worker, reason = found
                    worker.in_use, worker.last_used = True, time.time()
                    return worker, reason
                left = until - time.monotonic()
                if left <= 0:
                    return None, "func_cap"
                self._changed.wait(left)

    def _choose(self, entries: list[Any], make: Callable[[], Any]) -> tuple[Any, Reason] | None:
        free = [worker for worker in entries if not worker.in_use]
        warm = next((worker for worker in free if self._runs(worker)), None)
        if warm is not None:
            return warm, "reused"
        if len(self._starting) >= self._starts_at_once:
            return None
        worker = free[0] if free else make()
        if not free:
            entries.append(worker)
        self._starting.add(id(worker))
        return worker, "spawn"

    def started(self, worker: Any) -> None:
        """Its start is over, well or badly: another may begin."""
        with self._changed:
            self._starting.discard(id(worker))
            self._changed.notify_all()

    def release(self, worker: Any) -> None:
        with self._changed:
            self._starting.discard(id(worker))
            worker.in_use = False
            self._changed.notify_all()


def install() -> None:
    """Puts the pool in the place of MiniStack's own."""
    from ministack.core import lambda_runtime as runtime
    from ministack.services import lambda_svc

    pool = Pool(runtime._lock, lambda worker: worker._proc is not None and worker._proc.poll() is None)

    def acquire(
        name: str, config: dict[str, Any], code: bytes, qualifier: str = "$LATEST", max_concurrency: int | None = None
    ) -> tuple[Any | None, Reason]:
        del max_concurrency  # reserved concurrency is counted before this
        key = runtime._worker_key(name, config, qualifier)
        return pool.acquire(
            lambda: runtime._workers.setdefault(key, []),
            lambda: runtime._worker_class_for(config)(name, config, code),
            float(config.get("Timeout", 3)),
        )

    def release(worker: Any) -> None:
        if worker is not None:
            pool.release(worker)

    spawn = runtime.Worker._spawn

    def spawning(worker: Any) -> None:
        try:
            spawn(worker)
        finally:
            pool.started(worker)

    runtime.Worker._spawn = spawning
    lambda_svc.acquire_worker, lambda_svc.release_worker = acquire, release
