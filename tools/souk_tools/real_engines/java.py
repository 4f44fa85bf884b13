"""Java and Maven: whether they are there, and how an engine is run."""

import platform
import re
import shutil
import subprocess
from pathlib import Path

OLDEST_JAVA = 17
HEAP_MB = 512


def what_is_missing() -> str | None:
    """Why the real engines cannot run here; None when they can."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        return f"no JDK was found: Java {OLDEST_JAVA} or newer, with its compiler, is needed"
    found = java_version()
    if found < OLDEST_JAVA:
        return f"Java {found} is too old: Java {OLDEST_JAVA} or newer is needed"
    if shutil.which("mvn") is None:
        return "Maven (mvn) was not found: it fetches the engines"
    if platform.machine() not in ("x86_64", "AMD64"):
        return f"DynamoDB Local's Maven package has no native library for {platform.machine()}"
    return None


def java_version() -> int:
    """The major version of the Java on the path; 0 when it does not say one."""
    text = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', text)
    return int(found[1]) if found else 0


def command(libraries: Path, program: str, *arguments: str) -> tuple[str, ...]:
    """A Java program with bounded memory. The two options at the end make it start quickly on a small machine."""
    return (
        "java",
        f"-Xmx{HEAP_MB}m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        f"-Dsqlite4java.library.path={libraries}",
        "-cp",
        f"{libraries}/*",
        program,
        *arguments,
    )
