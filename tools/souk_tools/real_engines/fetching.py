"""The engines' programs, fetched once by Maven into the project's own folder."""

import os
import shutil
import subprocess
from pathlib import Path

from souk_local.problems import LocalCloudError
from souk_local.settings import PROJECT
from souk_local.stamps import digest

POM = Path(__file__).with_name("pom.xml")
LIMIT_SECONDS = 900


def home() -> Path:
    """Where the engines are kept; SOUK_ENGINES_DIR moves it."""
    return PROJECT / os.environ.get("SOUK_ENGINES_DIR", ".souk/engines")


def libraries(engine: str) -> Path:
    """The folder with everything the engine ("kafka" or "dynamodb") runs on, fetched when it is not there yet.

    A folder is named after the versions asked for, and is renamed into place when it is whole.
    Raises LocalCloudError with what Maven said.
    """
    folder = home() / f"{engine}-{digest([POM])[:12]}"
    if folder.is_dir():
        return folder
    half = folder.with_name(f"{folder.name}.half-{os.getpid()}")
    copy = ["dependency:copy-dependencies", f"-DoutputDirectory={half}", "-DincludeScope=runtime"]
    maven = ["mvn", "--batch-mode", "--quiet", "--no-transfer-progress", "-f", str(POM), "-P", engine, *copy]
    try:
        done = subprocess.run(maven, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS)
        if done.returncode:
            raise LocalCloudError(f"Maven could not fetch {engine}:\n{(done.stdout + done.stderr)[-4000:]}")
        if not folder.is_dir():
            half.rename(folder)
    except subprocess.TimeoutExpired:
        raise LocalCloudError(f"Maven could not fetch {engine} in {LIMIT_SECONDS} s.") from None
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return folder
