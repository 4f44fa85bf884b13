"""The tools the local cloud needs on the machine; everything else is installed into the project."""

import re
import shutil
import subprocess
import sys

from souk_local.problems import LocalCloudError

PYTHON = (3, 11)
NODE = 20


def check() -> None:
    """Raises LocalCloudError naming the first tool that is missing or too old."""
    if sys.version_info < PYTHON:
        raise LocalCloudError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    for tool in ("git", "make", "npm"):
        if shutil.which(tool) is None:
            raise LocalCloudError(f"{tool} is needed and was not found. Install it and run make up again.")
    if node_version() < NODE:
        found = node_version() or "none"
        raise LocalCloudError(f"Node.js {NODE} or newer is needed; found {found}. See https://nodejs.org.")


def node_version() -> int:
    """The major version of Node.js; 0 where there is none."""
    node = shutil.which("node")
    if node is None:
        return 0
    text = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", text)
    return int(found[1]) if found else 0
