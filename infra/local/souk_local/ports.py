"""Who listens on a port, so that a clash can be explained in one message."""

import contextlib
import os
import socket
from pathlib import Path

from souk_local.problems import LocalCloudError
from souk_local.settings import Port


def is_open(number: int, host: str = "127.0.0.1") -> bool:
    """Whether something accepts connections there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, number)) == 0


def require_free(port: Port) -> None:
    """Raises LocalCloudError naming the part, the variable and, where it can be known, the owner."""
    if not is_open(port.number):
        return
    owner = owner_of(port.number)
    who = f"process {owner[0]} ({owner[1]})" if owner else "another process"
    raise LocalCloudError(
        f"Port {port.number}, which the part '{port.part}' needs, is taken by {who}. "
        f"Stop it, or choose another port with {port.variable} (or move all with SOUK_PORT_OFFSET)."
    )


def owner_of(number: int) -> tuple[int, str] | None:
    """Process id and command line of the listener; None where the system does not tell (not Linux)."""
    inodes = _listening_inodes(number)
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        if inodes & _sockets(process):
            return int(process.name), _command(process)
    return None


def held_by(number: int, session: int) -> bool:
    """Whether a process of that session (a part is the first of its own) listens on the port.

    True where the system does not tell (not Linux).
    """
    if not Path("/proc/net/tcp").exists():
        return True
    inodes = _listening_inodes(number)
    return any(inodes & _sockets(process) for process in Path("/proc").glob("[0-9]*") if _session(process) == session)


def _session(process: Path) -> int:
    try:
        return os.getsid(int(process.name))
    except OSError:
        return -1


def _sockets(process: Path) -> set[str]:
    """What the process has open, as far as it may be seen; descriptors come and go meanwhile."""
    found: set[str] = set()
    with contextlib.suppress(OSError):
        for descriptor in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(descriptor.readlink().name)
    return found


def _listening_inodes(number: int) -> set[str]:
    listening = "0A"
    inodes: set[str] = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            rows = table.read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if fields[3] == listening and int(fields[1].rsplit(":", 1)[1], 16) == number:
                inodes.add(f"socket:[{fields[9]}]")
    return inodes


def _command(process: Path) -> str:
    try:
        words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return "unknown"
    return words if len(words) <= 120 else f"{words[:117]}..."
