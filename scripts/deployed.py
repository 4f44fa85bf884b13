"""What a deployment holds of others: the layers' locked packages and those bundled into the storefront, with licences.

python -m scripts.deployed [--check]     writes docs/licences.md, or tells whether it is right
python -m scripts.deployed --json        the same for scripts/sbom.py
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
# Licences that ask no more of a shop than to keep their notice (SPDX, https://spdx.org/licenses/).
ALLOWED = {"0BSD", "Apache-2.0", "BSD-3-Clause", "MIT", "PSF-2.0"}
# What else is allowed for a package, and why.
EXCEPTIONS = {
    "certifi": ("MPL-2.0", "asks for the source of changed files, and none is changed"),
    "@fontsource-variable/el-messiri": ("OFL-1.1", "a font, which is not sold by itself"),
    "@fontsource-variable/figtree": ("OFL-1.1", "a font, which is not sold by itself"),
}
# Packages that say it in words of their own.
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "PSFL": "PSF-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License 2.0": "Apache-2.0",
    "MIT License": "MIT",
}
# "Dual License": https://github.com/dateutil/dateutil/blob/master/LICENSE; both hold, at the user's choice.
# "BSD License": https://github.com/pallets/jinja/blob/main/LICENSE.txt has three clauses, and so has
# https://github.com/heuer/segno/blob/master/LICENSE.
_READ = {"python-dateutil": "Apache-2.0", "jinja2": "BSD-3-Clause", "segno": "BSD-3-Clause"}


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """`kind` is that of its package URL: pypi or npm. `licence` is an SPDX id, or what the package says of itself."""

    kind: str
    name: str
    version: str
    licence: str


def packages() -> list[Package]:
    return sorted({*_python(), *_storefront()})


def _python() -> Iterator[Package]:
    for lock in sorted((ROOT / "layers").glob("*/*.txt")):
        for name, version in _LOCKED.findall(lock.read_text(encoding="utf-8")):
            yield Package("pypi", name, version, _licence(name))


def _licence(name: str) -> str:
    """From the package that is installed, which is the locked one."""
    told = metadata(name)
    named = [*told.get_all("License-Expression", []), *told.get_all("License", [])]
    classifiers = [
        line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License ::")
    ]
    said = next(iter([*named, *classifiers]), "")
    return _READ.get(name) or _SPDX.get(said, said)


def _storefront() -> Iterator[Package]:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    for path, package in lock["packages"].items():
        if path and not package.get("dev"):
            name = path.rpartition("node_modules/")[2]
            yield Package("npm", name, package["version"], package.get("license", ""))


def refused(found: list[Package]) -> list[Package]:
    """Packages of which the licence is unknown or not one that a shop can take for granted."""
    return [p for p in found if p.licence not in ALLOWED and not _excepted(p)]


def _excepted(package: Package) -> bool:
    return package.name in EXCEPTIONS and EXCEPTIONS[package.name][0] == package.licence


def page(found: list[Package]) -> str:
    rows = [f"| {p.name} | {p.version} | {p.licence} | {EXCEPTIONS.get(p.name, ('', ''))[1]} |" for p in found]
    intro = (
        "# Licences of what is deployed\n\n"
        "Souk itself is under Apache-2.0. Its layers and its storefront hold these packages of others. Written by\n"
        "`make licences`; a licence that is unknown, or not allowed in `scripts/deployed.py`, fails the tests.\n"
        "`make sbom` writes the same as a CycloneDX document.\n"
    )
    return "\n".join([intro, "| package | version | licence | |", "| --- | --- | --- | --- |", *rows]) + "\n"


def main(arguments: list[str]) -> int:
    found = packages()
    if "--json" in arguments:
        print(json.dumps([asdict(package) for package in found]))
        return 0
    for package in refused(found):
        print(f"{package.name} {package.version}: the licence {package.licence!r} is not allowed")
    if "--check" not in arguments:
        PAGE.write_text(page(found), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page(found):
        print(f"{PAGE.name} is not what is locked: run python -m scripts.deployed")
        return 1
    return 1 if refused(found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
