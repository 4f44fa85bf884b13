"""Cuts botocore's descriptions of AWS services down to the operations that functions call, for `souk.cloud`.

A client is made of all its service's description, and two thirds of making it is reading what nobody calls: 152
operations of SSM for one. What is left is botocore's own, without documentation; botocore finds it as it finds any
description of somebody's own. To call another operation, name it here and run `make operations`.

Run with `--check` to fail when the committed files are not what botocore says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "layers/core/souk/cloud/data"
OPERATIONS = {
    "dynamodb": [
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "DescribeEndpoints",  # nobody calls it; the others refer to it
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactWriteItems",
        "UpdateItem",
    ],
    "lambda": ["Invoke"],
    "s3": [
        "CompleteMultipartUpload",
        "CopyObject",
        "CreateBucket",  # nobody calls it; botocore makes forms for uploads by its description
        "CreateMultipartUpload",
        "DeleteObject",
        "GetObject",
        "HeadBucket",  # botocore calls it when a bucket is in another region
        "HeadObject",
        "ListObjectVersions",
        "ListObjectsV2",
        "PutObject",
        "UploadPart",
    ],
    "sesv2": ["SendEmail"],
    "ssm": ["DeleteParameters", "GetParameter", "PutParameter"],
}


def documents() -> dict[Path, str]:
    """What is written where."""
    loader, found = Loader(), {}
    for service, operations in OPERATIONS.items():
        version = loader.determine_latest_version(service, "service-2")
        whole = loader.load_service_model(service, "service-2", version)
        found[TARGET / service / version / "service-2.json"] = _lines(cut(whole, operations))
    return found


def cut(whole: dict[str, Any], operations: list[str]) -> dict[str, Any]:
    """A service's description with these operations, and the shapes that they lead to."""
    kept = {name: whole["operations"][name] for name in operations}
    shapes: dict[str, Any] = {}
    ahead = [*_shapes_in(kept)]
    while ahead:
        name = ahead.pop()
        if name not in shapes:
            shapes[name] = whole["shapes"][name]
            ahead += _shapes_in(shapes[name])
    rest = {name: value for name, value in whole.items() if name != "documentation"}
    return {**rest, "operations": _undocumented(kept), "shapes": _undocumented(dict(sorted(shapes.items())))}


def stale() -> list[str]:
    """The files that are not what botocore says."""
    wanted, there = documents(), {path for path in TARGET.rglob("*") if path.is_file()}
    wrong = {path for path, text in wanted.items() if path not in there or path.read_text(encoding="utf-8") != text}
    return sorted(str(path.relative_to(ROOT)) for path in wrong | (there - set(wanted)))


def _shapes_in(value: Any) -> Iterator[str]:
    for name, member in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if name == "shape" and isinstance(member, str):
            yield member
        yield from _shapes_in(member)


def _undocumented(value: Any) -> Any:
    """Without texts of documentation; a member of that name is no text."""
    if isinstance(value, list):
        return [_undocumented(member) for member in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _undocumented(member)
        for name, member in value.items()
        if name != "documentation" or not isinstance(member, str)
    }


def _lines(description: dict[str, Any]) -> str:
    """An operation or shape a line, so that a change of botocore's reads well."""
    parts = []
    for name, part in description.items():
        if name in ("operations", "shapes"):
            rows = ",\n".join(f"{_json(key)}:{_json(value)}" for key, value in part.items())
            parts.append(f"{_json(name)}:{{\n{rows}\n}}")
        else:
            parts.append(f"{_json(name)}:{_json(part)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def main() -> int:
    if "--check" in sys.argv:
        old = stale()
        print(f"stale: {', '.join(old)}; run 'make operations'" if old else "the operations of AWS are up to date")
        return 1 if old else 0
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
