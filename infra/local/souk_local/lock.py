"""One command at a time on one local cloud."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from souk_local.problems import LocalCloudError
from souk_local.waiting import wait_until


@contextmanager
def exclusive(path: Path, patience_seconds: float = 300.0) -> Iterator[None]:
    """Holds the lock while a cloud is started or stopped. The system releases it when a process dies.

    Raises LocalCloudError naming the holder when it is not free in time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        if not wait_until(lambda: _taken(file.fileno()), patience_seconds, every_seconds=0.2):
            holder = path.read_text().strip() or "unknown"
            raise LocalCloudError(
                f"Another command (process {holder}) is starting or stopping this local cloud. "
                "Wait for it, or use another SOUK_STATE_DIR and SOUK_PORT_OFFSET for a cloud of your own."
            )
        with suppress(OSError):  # on a full disk too a cloud must be stopped
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
