"""Where everything listens and keeps its state, all of it from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from souk_local.problems import LocalCloudError

PROJECT = Path(__file__).resolve().parents[3]
ACCOUNT = "000000000000"
REMEMBERED = (
    "SOUK_PORT_OFFSET",
    "SOUK_AWS_PORT",
    "SOUK_KAFKA_PORT",
    "SOUK_STRIPE_PORT",
    "SOUK_EDGE_PORT",
    "SOUK_CARRIER_PORT",
    "SOUK_REGION",
    "SOUK_AWS_AUTH",
    "SOUK_CARRIER_STEP_SECONDS",
    "SOUK_PARAMETERS",
)
"""What a cloud's folder keeps of the environment of its `make up` (souk_local.memory)."""


@dataclass(frozen=True)
class Port:
    """One listening port: its number, the part that listens and the variable that moves it."""

    number: int
    part: str
    variable: str


@dataclass(frozen=True)
class Settings:
    """One local cloud. Two clouds with other ports and another state folder run side by side."""

    aws_port: int
    kafka_port: int
    stripe_port: int
    edge_port: int
    carrier_port: int
    state: Path
    region: str
    stage: str
    iam_enforced: bool
    carrier_step_seconds: float
    parameters: str = ""
    """More of the stack's parameters: "Name=value …"."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Reads SOUK_* (see `REMEMBERED`); SOUK_PORT_OFFSET is added to every port.

        Raises LocalCloudError when a value is not a number or not a port.
        """
        env = os.environ if environment is None else environment
        offset = _number(env, "SOUK_PORT_OFFSET", 0)

        def port(name: str, default: int) -> int:
            number = _number(env, name, default) + offset
            if not 0 < number < 65536:
                raise LocalCloudError(f"{name} + SOUK_PORT_OFFSET is {number}, which is not a port.")
            return number

        return cls(
            aws_port=port("SOUK_AWS_PORT", 4566),
            kafka_port=port("SOUK_KAFKA_PORT", 9092),
            stripe_port=port("SOUK_STRIPE_PORT", 8420),
            edge_port=port("SOUK_EDGE_PORT", 8080),
            carrier_port=port("SOUK_CARRIER_PORT", 8430),
            state=state_folder(env),
            region=env.get("SOUK_REGION", "us-east-1"),
            stage="local",
            iam_enforced=env.get("SOUK_AWS_AUTH", "true").lower() == "true",
            carrier_step_seconds=_seconds(env, "SOUK_CARRIER_STEP_SECONDS", 3.0),
            parameters=env.get("SOUK_PARAMETERS", ""),
        )

    @property
    def aws_url(self) -> str:
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def kafka(self) -> str:
        return f"127.0.0.1:{self.kafka_port}"

    @property
    def stripe_url(self) -> str:
        return f"http://localhost:{self.stripe_port}"

    @property
    def stripe_js_url(self) -> str:
        """The script that draws the card field."""
        return f"{self.stripe_url}/js.stripe.com/v3/"

    @property
    def carrier_url(self) -> str:
        return f"http://127.0.0.1:{self.carrier_port}"

    @property
    def public_url(self) -> str:
        """The address a browser opens: the edge."""
        return f"http://localhost:{self.edge_port}"

    @property
    def stack(self) -> str:
        return f"souk-{self.stage}"

    @property
    def artefact_bucket(self) -> str:
        return f"{self.stack}-artefacts"

    @property
    def ports(self) -> tuple[Port, ...]:
        return (
            Port(self.aws_port, "aws", "SOUK_AWS_PORT"),
            Port(self.kafka_port, "kafka", "SOUK_KAFKA_PORT"),
            Port(self.stripe_port, "stripe", "SOUK_STRIPE_PORT"),
            Port(self.carrier_port, "carrier", "SOUK_CARRIER_PORT"),
            Port(self.edge_port, "edge", "SOUK_EDGE_PORT"),
        )

    def environment(self) -> dict[str, str]:
        """The variables that make a child process read these same settings."""
        return {
            "SOUK_PORT_OFFSET": "0",
            "SOUK_AWS_PORT": str(self.aws_port),
            "SOUK_KAFKA_PORT": str(self.kafka_port),
            "SOUK_STRIPE_PORT": str(self.stripe_port),
            "SOUK_EDGE_PORT": str(self.edge_port),
            "SOUK_CARRIER_PORT": str(self.carrier_port),
            "SOUK_STATE_DIR": str(self.state),
            "SOUK_REGION": self.region,
            "SOUK_AWS_AUTH": "true" if self.iam_enforced else "false",
            "SOUK_CARRIER_STEP_SECONDS": str(self.carrier_step_seconds),
            "SOUK_PARAMETERS": self.parameters,
        }


def state_folder(env: Mapping[str, str]) -> Path:
    """Where a cloud keeps what it has and what it remembers."""
    state = Path(env.get("SOUK_STATE_DIR", ".souk/local"))
    return state if state.is_absolute() else PROJECT / state


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name, default))
    except ValueError:
        raise LocalCloudError(f"{name} must be a whole number, not {env[name]!r}.") from None


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(env.get(name, default))
    except ValueError:
        raise LocalCloudError(f"{name} must be a number of seconds, not {env[name]!r}.") from None
    if value < 0:
        raise LocalCloudError(f"{name} must not be negative.")
    return value
