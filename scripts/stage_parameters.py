"""Prints a stage's parameters in samconfig.toml with a Release of this moment, for `make deploy`.

On the command line they take the place of those in the file: `sam deploy` does not add them up.
"""

from __future__ import annotations

import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

CONFIG = Path(__file__).resolve().parent.parent / "samconfig.toml"


def parameters(stage: str, now: datetime) -> str:
    """As `--parameter-overrides` takes them. Raises KeyError when there is no such stage."""
    settings = tomllib.loads(CONFIG.read_text(encoding="utf-8"))[stage]["deploy"]["parameters"]
    return f"{settings['parameter_overrides']} Release={now.astimezone(UTC):%Y%m%dT%H%M%SZ}"


if __name__ == "__main__":
    print(parameters(sys.argv[1], datetime.now(UTC)))
