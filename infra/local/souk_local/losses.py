"""What the folder's engines may have lost: they keep their state over a graceful stop only.

An engine that was killed, or went down with the machine, comes back as it was at its start. The tables then agree with
each other and the audit finds nothing, so this is the only place that knows.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from souk_local import process
from souk_local.process import Part
from souk_local.settings import Settings

KEEPING_STATE = {"kafka", "aws"}


def note(settings: Settings, part: Part) -> str:
    """Remembers that the part ended badly, if it did and has something to lose; answers the sentence, or ''."""
    since = process.ended_badly(part)
    if since is None or part.name not in KEEPING_STATE:
        return ""
    lost = {"part": part.name, "since": _text(since), "found": _text(datetime.now(UTC).timestamp())}
    _file(settings).write_text(json.dumps([*_kept(settings), lost]))
    return _sentence(lost)


def told(settings: Settings) -> str:
    """Every such end since the state was made, a line each; '' when there was none."""
    return "\n".join(_sentence(lost) for lost in _kept(settings))


def _sentence(lost: dict[str, str]) -> str:
    return (
        f"{lost['part']} ended badly: what came between its start ({lost['since']}) and {lost['found']} may be lost, "
        "in whole or in part"
    )


def _kept(settings: Settings) -> list[dict[str, str]]:
    try:
        return list(json.loads(_file(settings).read_text()))
    except (OSError, ValueError):
        return []


def _file(settings: Settings) -> Path:
    return settings.state / "losses.json"


def _text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
