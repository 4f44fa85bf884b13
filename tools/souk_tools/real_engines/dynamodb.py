"""DynamoDB Local in memory, on the loopback."""

import urllib.error
import urllib.request
from pathlib import Path

from souk_local.process import Part
from souk_local.settings import Port
from souk_tools.real_engines import fetching, java

LAUNCHER = Path(__file__).with_name("DynamoDbOnLoopback.java")


def dynamodb_part(folder: Path, port: int) -> Part:
    """DynamoDB Local on `port`. Each access key has tables of its own.

    Raises LocalCloudError when the programs cannot be fetched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    options = ("-inMemory", "-port", str(port), "-disableTelemetry")
    return Part(
        name="dynamodb-local",
        command=java.command(fetching.libraries("dynamodb"), str(LAUNCHER), *options),
        environment={"DDB_LOCAL_TELEMETRY": "0"},
        healthy=lambda: _answers(port),
        folder=folder,
        port=Port(port, "dynamodb-local", "SOUK_ENGINES_PORT"),
        start_seconds=60,
    )


def _answers(port: int) -> bool:
    """Whether it speaks HTTP: a request without a signature is refused with an answer."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
    except urllib.error.HTTPError as refused:
        refused.close()
    except OSError:
        return False
    return True
