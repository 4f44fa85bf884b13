"""Writes what scripts.deployed lists as a CycloneDX 1.6 document: sbom.py TIME < packages.json > sbom.json

Runs in the linters' environment, which holds cyclonedx-python-lib. The same packages and time (ISO 8601, the commit's)
give the same document, byte for byte. https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import datetime

from cyclonedx.model.bom import Bom  # type: ignore[import-not-found]
from cyclonedx.model.component import Component, ComponentType  # type: ignore[import-not-found]
from cyclonedx.model.license import DisjunctiveLicense  # type: ignore[import-not-found]
from cyclonedx.output.json import JsonV1Dot6  # type: ignore[import-not-found]
from packageurl import PackageURL  # type: ignore[import-not-found]


def document(packages: list[dict[str, str]], time: str) -> str:
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([packages, time])))
    bom.metadata.tools = []  # the library names itself, with addresses of where it is published
    bom.metadata.timestamp = datetime.fromisoformat(time)
    bom.metadata.component = Component(name="souk", type=ComponentType.APPLICATION, bom_ref="souk")
    parts = [_component(**package) for package in packages]
    bom.components.update(parts)
    bom.register_dependency(bom.metadata.component, parts)
    return str(JsonV1Dot6(bom).output_as_string(indent=2))


def _component(kind: str, name: str, version: str, licence: str) -> Component:
    group, _, short = name.rpartition("/")
    url = PackageURL(kind, group or None, short, version)
    return Component(
        name=short,
        group=group or None,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=url.to_string(),
        purl=url,
        licenses=[DisjunctiveLicense(id=licence)],
    )


if __name__ == "__main__":
    print(document(json.load(sys.stdin), sys.argv[1]))
