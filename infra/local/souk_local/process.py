"""One background process: started detached, known by its pid file, stopped by that pid only."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from souk_local.ports import held_by
from souk_local.problems import LocalCloudError
from souk_local.settings import Port
from souk_local.waiting import wait_until


@dataclass(frozen=True)
class Part:
    """A program of the local cloud.

    `healthy` answers whether it does its work; `start_seconds` and `stop_seconds` bound the waiting.
    A running part of another `version` is out of date. `farewell` is run before the part is asked to end.
    """

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    healthy: Callable[[], bool]
    folder: Path
    port: Port | None = None
    start_seconds: float = 30.0
    stop_seconds: float = 30.0
    unset: tuple[str, ...] = field(default=())
    version: str = "-"
    farewell: tuple[str, ...] = ()

    @property
    def log(self) -> Path:
        return self.folder / "logs" / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        return self.folder / "run" / f"{self.name}.pid"


_children: dict[int, subprocess.Popen[bytes]] = {}
"""What this process started itself and must collect when it ends, or it would stay as a zombie."""


def pid_of(part: Part) -> int | None:
    """The part's process id while it runs. The start time in the pid file guards against reused ids."""
    try:
        pid_text, started_text, _ = part.pid_file.read_text().split()
    except (OSError, ValueError):
        return None
    pid = int(pid_text)
    return pid if _alive(pid) and _started(pid) == started_text else None


def answers_itself(part: Part) -> bool:
    """Whether the part runs and it is this very process that holds its port, not another cloud's."""
    pid = pid_of(part)
    return pid is not None and (part.port is None or held_by(part.port.number, pid))


def is_well(part: Part) -> bool:
    """Whether it is this part that answers, and it does its work."""
    return answers_itself(part) and part.healthy()


def ended_badly(part: Part) -> float | None:
    """When the part was started, in Unix seconds, if it runs no more though nobody stopped it in order."""
    if pid_of(part) is not None:
        return None
    try:
        return part.pid_file.stat().st_mtime
    except OSError:
        return None


def version_of(part: Part) -> str | None:
    """The version that was started."""
    try:
        return part.pid_file.read_text().split()[2]
    except (OSError, IndexError):
        return None


def start(part: Part) -> int:
    """Starts the part and waits until it is healthy; answers its process id.

    Raises LocalCloudError with the end of its log when it dies or does not become healthy in time.
    """
    part.log.parent.mkdir(parents=True, exist_ok=True)
    part.pid_file.parent.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in part.unset}
    environment.update(part.environment)
    with part.log.open("ab") as log:
        child = subprocess.Popen(
            part.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=part.folder,
            start_new_session=True,
        )
    _children[child.pid] = child
    part.pid_file.write_text(f"{child.pid} {_started(child.pid)} {part.version}")
    wait_until(lambda: child.poll() is not None or part.healthy(), part.start_seconds)
    code = child.poll()
    if code is not None:
        part.pid_file.unlink(missing_ok=True)
        raise LocalCloudError(f"{part.name} ended at once with code {code}. {_log_tail(part)}")
    if not part.healthy():
        stop(part)
        raise LocalCloudError(f"{part.name} did not become healthy in {part.start_seconds:.0f} s. {_log_tail(part)}")
    return child.pid


def stop(part: Part) -> bool:
    """Asks the part to end and waits, so that it can save its state; kills it only after `stop_seconds`.

    Answers whether it was running.
    """
    pid = pid_of(part)
    if pid is None:
        return False
    if part.farewell:
        with part.log.open("ab") as log:
            subprocess.run(part.farewell, stdout=log, stderr=subprocess.STDOUT, timeout=part.stop_seconds, check=False)
    _signal(pid, signal.SIGTERM)
    if wait_until(lambda: not _alive(pid), part.stop_seconds):
        part.pid_file.unlink(missing_ok=True)
    else:  # it has not saved its state: the file stays, and says so at the next start
        _signal(pid, signal.SIGKILL)
        wait_until(lambda: not _alive(pid), 5)
    return True


def kill(part: Part) -> None:
    """Ends the part as a crash would (SIGKILL). For tests of recovery."""
    pid = pid_of(part)
    if pid is not None:
        _signal(pid, signal.SIGKILL)
        wait_until(lambda: not _alive(pid), 5)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _alive(pid: int) -> bool:
    child = _children.get(pid)
    if child is not None:
        if child.poll() is None:
            return True
        _children.pop(pid, None)
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # A process that ended but was not collected by its parent yet still has a number.
    return _stat(pid, 0) != "Z"


def _started(pid: int) -> str:
    """When the process started, in the system's own clock ticks; '-' where /proc is missing."""
    return _stat(pid, 19)


def _stat(pid: int, field_number: int) -> str:
    """A field of /proc/<pid>/stat, counted from the one after the command; '-' where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[field_number]
    except (OSError, IndexError):
        return "-"


def _log_tail(part: Part, lines: int = 15) -> str:
    try:
        tail = part.log.read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        tail = []
    return f"The end of {part.log}:\n" + "\n".join(f"    {line}" for line in tail)
