"""Generates the protobuf and gRPC modules of `souk.contracts` from layers/core/proto.

Run with `--check` to fail when the committed modules differ from what the .proto files say.
"""

from __future__ import annotations

import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "layers/core/proto"
TARGET = ROOT / "layers/core/souk/contracts"


def generate(into: Path) -> list[Path]:
    """Writes the generated modules below `into` and returns them."""
    protos = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
    binaries = Path(sys.executable).parent
    subprocess.run(
        [
            sys.executable,
            "-m",
            "grpc_tools.protoc",
            f"-I{PROTO}",
            f"--plugin=protoc-gen-mypy={binaries / 'protoc-gen-mypy'}",
            f"--python_out={into}",
            f"--grpc_python_out={into}",
            f"--plugin=protoc-gen-mypy_grpc={binaries / 'protoc-gen-mypy_grpc'}",
            f"--mypy_out=quiet:{into}",
            f"--mypy_grpc_out=quiet:{into}",
            *protos,
        ],
        check=True,
        cwd=PROTO,
    )
    return sorted(path for path in (into / "souk/contracts").iterdir() if "_pb2" in path.name)


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        generated = generate(Path(scratch))
        # A message-only file gets an empty service module: leave it out.
        generated = [path for path in generated if not _is_empty_service(path)]
        if "--check" in sys.argv:
            committed = {path.name for path in TARGET.iterdir() if "_pb2" in path.name}
            names = {path.name for path in generated}
            stale = sorted(committed ^ names) + [
                path.name
                for path in generated
                if path.name in committed and not filecmp.cmp(path, TARGET / path.name, shallow=False)
            ]
            if stale:
                print(f"contracts are not what the .proto files say, run 'make contracts': {', '.join(stale)}")
                return 1
            return 0
        for path in TARGET.glob("*_pb2*"):
            path.unlink()
        for path in generated:
            shutil.copy(path, TARGET / path.name)
    return 0


def _is_empty_service(path: Path) -> bool:
    return "_pb2_grpc.py" in path.name and not re.search(r"class \w+Servicer\b", path.read_text())


if __name__ == "__main__":
    sys.exit(main())
