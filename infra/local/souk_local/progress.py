"""Progress lines: what is being done, and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Prints one line a step; a step that fails says so before its error is raised."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet

    def say(self, text: str) -> None:
        if not self._quiet:
            print(text, flush=True)

    @contextmanager
    def step(self, title: str) -> Iterator["Outcome"]:
        started = time.monotonic()
        outcome = Outcome()
        self._write(f"  … {title}")
        try:
            yield outcome
        except BaseException:
            self._finish("✗", title, started, "failed")
            raise
        self._finish("✔", title, started, outcome.note)

    def _finish(self, mark: str, title: str, started: float, note: str) -> None:
        took = time.monotonic() - started
        tail = f" — {note}" if note else ""
        start_over = "\r" if sys.stdout.isatty() else ""
        if not self._quiet:
            print(f"{start_over}  {mark} {title} ({took:.1f} s){tail}", flush=True)

    def _write(self, text: str) -> None:
        if not self._quiet:
            print(text, end="" if sys.stdout.isatty() else "\n", flush=True)


class Outcome:
    """What a step wants to add to its line, for instance that there was nothing to do."""

    def __init__(self) -> None:
        self.note = ""
