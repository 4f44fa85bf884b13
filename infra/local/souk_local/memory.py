"""What a cloud's folder remembers of its `make up`: the settings it was started with.

Every command of a person acts on the cloud of the folder. Without this, `make status` in a folder whose cloud was
started with SOUK_PORT_OFFSET=3000 would look at the ports of another one.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from souk_local.problems import LocalCloudError
from souk_local.settings import REMEMBERED, Settings, state_folder

OFFSET = "SOUK_PORT_OFFSET"


def wanted(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings for `make up`: what the environment says, and what the folder remembers where it says nothing.

    An offset in the environment moves the usual ports, not those of the last time.
    """
    env = os.environ if environment is None else environment
    remembered = _remembered(env)
    if OFFSET in env:
        remembered = {name: value for name, value in remembered.items() if not name.endswith("_PORT")}
    return Settings.from_environment({**remembered, **env})


def this_cloud(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the folder's cloud, for every command but `make up`. Says so when the environment differs."""
    chosen = wanted(environment)
    known = started_with(chosen)
    if known is None or known == chosen:
        return chosen
    print(
        f"The environment differs from the cloud in {known.state}: {differences(chosen, known)}. "
        "This command is about that cloud as it was started; make down, then make up moves it.",
        file=sys.stderr,
    )
    return known


def started_with(settings: Settings) -> Settings | None:
    """What the folder of these settings remembers; None before its first `make up`."""
    place = {"SOUK_STATE_DIR": str(settings.state)}
    remembered = _remembered(place)
    return Settings.from_environment({**remembered, **place}) if remembered else None


def remember(settings: Settings) -> None:
    """Keeps the settings in the cloud's folder, in the words of the environment."""
    kept = {name: value for name, value in settings.environment().items() if name in REMEMBERED}
    file = _file(settings.state)
    new = file.with_suffix(".new")  # a disk that fills up just now must not cost what was remembered
    new.write_text(json.dumps(kept, indent=2))
    new.replace(file)


def differences(chosen: Settings, known: Settings) -> str:
    """For a person: which variables differ, and how."""
    before, now = known.environment(), chosen.environment()
    changed = [name for name in now if now[name] != before[name]]
    return ", ".join(f"{name} is {now[name] or 'empty'}, not {before[name] or 'empty'}" for name in changed)


def _remembered(env: Mapping[str, str]) -> dict[str, str]:
    file = _file(state_folder(env))
    try:
        kept = json.loads(file.read_text())
        return {name: str(value) for name, value in kept.items() if name in REMEMBERED}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as problem:
        raise LocalCloudError(f"{file} cannot be read ({problem}). Remove it and give the settings again.") from problem


def _file(state: Path) -> Path:
    return state / "settings.json"
