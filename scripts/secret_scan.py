"""Looks for secrets in every file under version control: keys and tokens by their form, passwords by their name.

Prints where one is, never what it is. Chance finds of entropy are left out: hashes of locked requirements and of stored
events are nothing else. In tests passwords are made up, and in messages they are words of a page; there only what has
the form of a real key counts. What was looked at and is none is in secrets_accepted.yaml.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
SCANNER = ROOT / ".venv-lint" / "bin" / "detect-secrets"
ACCEPTED = Path(__file__).with_name("secrets_accepted.yaml")
KEYWORD = "Secret Keyword"
MADE_UP = re.compile(r"^(tests|frontend/mock|frontend/admin/i18n/messages)/|\.test\.tsx?$")
CHANCE = ("Base64HighEntropyString", "HexHighEntropyString")
# As `souk.staff.api_key` makes them.
API_KEY = re.compile(r"souk_key_[0-9A-Za-z]{54}(?![0-9A-Za-z])")
# Neither has anything but hashes, and they are long.
LOCKED = r"(requirements/.*\.txt|layers/.*/requirements\.txt|package-lock\.json)$"


@dataclass(frozen=True, slots=True)
class Find:
    """`digest` is the SHA-1 of the secret, by which a find is accepted and no other."""

    file: str
    line: int
    kind: str
    digest: str


def finds(files: Sequence[str], root: Path = ROOT) -> list[Find]:
    """What in these files looks like a secret. Raises CalledProcessError when the scanner fails."""
    options = [argument for name in CHANCE for argument in ("--disable-plugin", name)]
    command = [str(SCANNER), "scan", *options, "--exclude-files", LOCKED, *files]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=root, check=True)
    found = [find for find in _read(ran.stdout) if not (find.kind == KEYWORD and MADE_UP.search(find.file))]
    return [*found, *(find for name in files for find in _api_keys(name, root))]


def _read(report: str) -> Iterator[Find]:
    for file, found in json.loads(report)["results"].items():
        for find in found:
            yield Find(file, find["line_number"], find["type"], find["hashed_secret"])


def _api_keys(name: str, root: Path) -> Iterator[Find]:
    """API keys of shops like this one, which the scanner does not know."""
    text = (root / name).read_text(encoding="utf-8", errors="replace") if (root / name).is_file() else ""
    for number, line in enumerate(text.splitlines(), 1):
        for key in API_KEY.findall(line):
            yield Find(name, number, "API key of a shop", hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest())


def accepted() -> set[tuple[str, str]]:
    """The files and digests of what is no secret."""
    listed = yaml.safe_load(ACCEPTED.read_text(encoding="utf-8"))
    return {(entry["file"], entry["digest"]) for entry in listed}


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    found, known = finds([name for name in listed.split("\0") if name]), accepted()
    for find in found:
        if (find.file, find.digest) not in known:
            print(f"{find.file}:{find.line}: {find.kind} ({find.digest}): take it out, and replace it where it is used")
    unused = known - {(find.file, find.digest) for find in found}
    for file, digest in sorted(unused):
        print(f"{ACCEPTED.name}: nothing like {digest} is in {file} any more")
    return 1 if unused or any((find.file, find.digest) not in known for find in found) else 0


if __name__ == "__main__":
    sys.exit(main())
