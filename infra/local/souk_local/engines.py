"""The engines that stand in for AWS, Kafka and Stripe."""

import json
import os
import sys
import sysconfig
import urllib.error
import urllib.request
from importlib.resources import files
from pathlib import Path

from souk_local import aws
from souk_local.ports import is_open
from souk_local.process import Part
from souk_local.settings import PROJECT, Port, Settings
from souk_local.stamps import digest

# An engine that is killed while it writes its state down loses it, so it gets the time that a busy machine needs.
STOP_SECONDS = 240.0
# What writes the letters that the edge shows.
_LETTERS = (PROJECT / "layers" / "core", PROJECT / "functions" / "notifications")


def kafka_part(folder: Path, port: int) -> Part:
    """noida-db's Kafka. It writes its data down when it is stopped gracefully.

    Told to end, it serves on while it writes, and loses what it acknowledges then; `stop kafka` closes its port first.
    """
    program = files("noida_db").joinpath("noida-db")
    data = folder / "kafka"
    data.mkdir(parents=True, exist_ok=True)
    Path(str(program)).chmod(0o755)
    return Part(
        name="kafka",
        command=(str(program), "start", "--only", "kafka", "--kafka-port", str(port), "--data-dir", str(data)),
        environment={},
        healthy=lambda: is_open(port),
        folder=folder,
        port=Port(port, "kafka", "SOUK_KAFKA_PORT"),
        farewell=(str(program), "stop", "kafka", "--data-dir", str(data)),
    )


def aws_part(settings: Settings) -> Part:
    """MiniStack. Lambda workers are processes of this same interpreter; state survives a graceful stop."""
    data = settings.state / "aws"
    scratch = settings.state / "tmp"
    for folder in (data, scratch):
        folder.mkdir(parents=True, exist_ok=True)
    bytecode = settings.state / "pycache"
    _share_bytecode(bytecode)
    environment = {
        **aws.environment(settings),
        "GATEWAY_PORT": str(settings.aws_port),
        "BIND_HOST": "127.0.0.1",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(data),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(data / "s3"),
        "AUTH": "true" if settings.iam_enforced else "false",
        "LAMBDA_EXECUTOR": "local",
        "LAMBDA_WARM_TTL_SECONDS": "600",
        "LAMBDA_ACCOUNT_CONCURRENCY": "200",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "TMPDIR": str(scratch),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(bytecode),
        "PYTHONUNBUFFERED": "1",
    }
    return Part(
        name="aws",
        command=(sys.executable, "-P", str(Path(__file__).with_name("aws_server.py"))),
        environment=environment,
        healthy=lambda: _answers(f"{settings.aws_url}/_ministack/health"),
        folder=settings.state,
        port=Port(settings.aws_port, "aws", "SOUK_AWS_PORT"),
        start_seconds=60,
        stop_seconds=STOP_SECONDS,
        unset=("PYTHONPATH", "AWS_PROFILE", "AWS_SESSION_TOKEN"),
    )


def _share_bytecode(cache: Path) -> None:
    """What others wrote is compiled once for all clouds: a new one has only the functions' own code to compile."""
    packages = Path(sysconfig.get_path("purelib"))
    link = cache / packages.relative_to(packages.anchor)
    shared = PROJECT / ".cache" / "pycache" / packages.relative_to(packages.anchor)
    shared.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(shared, target_is_directory=True)


def stripe_part(settings: Settings) -> Part:
    """localstripe, listening on the loopback only and keeping its data with the rest of the state."""
    return Part(
        name="stripe",
        command=(sys.executable, "-m", "souk_local.stripe_server"),
        environment=_module_environment(settings),
        version=_own_version(settings),
        healthy=lambda: _answers(f"http://127.0.0.1:{settings.stripe_port}/js.stripe.com/v3/"),
        folder=settings.state,
        port=Port(settings.stripe_port, "stripe", "SOUK_STRIPE_PORT"),
    )


def carrier_part(settings: Settings) -> Part:
    """The sandbox carrier."""
    return Part(
        name="carrier",
        command=(sys.executable, "-m", "souk_local.carrier"),
        environment=_module_environment(settings),
        version=_own_version(settings),
        healthy=lambda: _answers(f"{settings.carrier_url}/health"),
        folder=settings.state,
        port=Port(settings.carrier_port, "carrier", "SOUK_CARRIER_PORT"),
    )


def bridge_part(settings: Settings) -> Part:
    """The Kafka → Lambda bridge; it has no port and shows its life in a file."""
    from souk_local.status import bridge_beats  # the report reads the same file

    return Part(
        name="bridge",
        command=(sys.executable, "-m", "souk_local.bridge"),
        environment=_module_environment(settings),
        version=_own_version(settings),
        healthy=lambda: bridge_beats(settings),
        folder=settings.state,
        stop_seconds=STOP_SECONDS,
    )


def edge_part(settings: Settings) -> Part:
    """The reverse proxy a browser talks to."""
    return Part(
        name="edge",
        command=(sys.executable, "-m", "souk_local.edge"),
        environment=_module_environment(settings, *_LETTERS),
        version=_own_version(settings, settings.state / "deployment.json", *_LETTERS),
        healthy=lambda: _answers(f"http://127.0.0.1:{settings.edge_port}/_edge/health"),
        folder=settings.state,
        port=Port(settings.edge_port, "edge", "SOUK_EDGE_PORT"),
    )


def _module_environment(settings: Settings, *code: Path) -> dict[str, str]:
    packages = (Path(__file__).resolve().parents[1], *code)
    return {
        **settings.environment(),
        "PYTHONPATH": os.pathsep.join(map(str, packages)),
        "PYTHONUNBUFFERED": "1",
    }


def _own_version(settings: Settings, *more: Path) -> str:
    """Changes with the code of the local cloud, its settings and the files named."""
    return digest([Path(__file__).resolve().parent, *more], str(settings))


def _answers(url: str) -> bool:
    """Whether a GET succeeds and, when it answers JSON with a status, says nothing bad."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
            body = answer.read(65536)
    except (urllib.error.URLError, OSError):
        return False
    if answer.headers.get_content_type() != "application/json":
        return True
    try:
        return bool(json.loads(body).get("status", "ok") in {"ok", "degraded"})
    except (ValueError, AttributeError):
        return True
