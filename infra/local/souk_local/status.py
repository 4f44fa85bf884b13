"""What runs, and how well."""

import json
import time

from souk_local.settings import Settings

BEAT_SECONDS = 20.0


def bridge_beats(settings: Settings) -> bool:
    """Whether the bridge has shown a sign of life lately."""
    try:
        beat = json.loads((settings.state / "run" / "bridge.json").read_text())
    except (OSError, ValueError):
        return False
    return bool(time.time() - beat["at"] < BEAT_SECONDS)
