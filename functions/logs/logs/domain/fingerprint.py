"""What makes two errors the same error."""

from __future__ import annotations

import hashlib
import re

from logs.domain.entry import LogEntry

_FRAME = re.compile(r'File "([^"]+)", line \d+, in (\S+)')
_TOP_FRAMES = 5
_GIVEN = re.compile(r"[0-9a-f]{16}")
_VARIABLE = [
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I), "<id>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b", re.I), "<hex>"),
    (re.compile(r"'[^']*'|\"[^\"]*\""), "<text>"),
    (re.compile(r"\d+(?:\.\d+)?"), "<n>"),
]


def fingerprint(entry: LogEntry) -> str:
    """Sixteen hex digits: the service, the exception's type and the innermost functions of its stack.

    Line numbers are left out, so that an unrelated edit makes no new group. Without a stack the message decides, with
    everything that changes from time to time taken out. A service that worked one out itself is believed.
    """
    error = entry.error
    if error and _GIVEN.fullmatch(error.fingerprint):
        return error.fingerprint
    frames = [f"{path.rpartition('/')[2]}:{name}" for path, name in _FRAME.findall(error.stack)] if error else []
    what = frames[-_TOP_FRAMES:] or [normalised(error.message if error and error.message else entry.message)]
    parts = [entry.service, error.type if error else "", *what]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def normalised(message: str) -> str:
    """`message` with ids, numbers and quoted texts replaced by what they are."""
    for pattern, replacement in _VARIABLE:
        message = pattern.sub(replacement, message)
    return message
