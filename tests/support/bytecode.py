"""Bytecode for a process that a test starts with an environment of its own."""

from __future__ import annotations

import sys

READ_ONLY = {
    "PYTHONDONTWRITEBYTECODE": "1",
    **({"PYTHONPYCACHEPREFIX": sys.pycache_prefix} if sys.pycache_prefix else {}),
}
"""It reads what the tests' own process compiled, which saves much of an import's time, and leaves nothing behind."""
