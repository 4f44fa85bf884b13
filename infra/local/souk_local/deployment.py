"""Building and deploying template.yaml with the SAM CLI, the same way as to AWS."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from botocore.exceptions import ClientError

from souk_local import aws, topics
from souk_local.aws import Clients
from souk_local.problems import LocalCloudError
from souk_local.settings import ACCOUNT, PROJECT, Settings
from souk_local.stamps import Stamps, digest

SENDER = "shop@souk.example"
# An account that no bank has: bank 000 000 00, account 0, check digits that hold.
BANK_ACCOUNT = "Souk demo shop (do not transfer anything); IBAN DE36 0000 0000 0000 0000 00; BIC SOUKDE00XXX"
INPUTS = ("template.yaml", "functions", "layers", "infra")
DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


@dataclass(frozen=True)
class Deployed:
    """What the stack is made of, from its outputs."""

    shop_gateway: str
    staff_gateway: str
    site_bucket: str
    media_bucket: str
    user_pool_id: str
    user_pool_client_id: str


def load(settings: Settings) -> Deployed:
    """The last deployment. Raises LocalCloudError when there was none, or none by this version."""
    try:
        return Deployed(**json.loads(_record(settings).read_text()))
    except (OSError, TypeError):
        raise LocalCloudError("Nothing is deployed yet; run make up.") from None


def parameters(settings: Settings) -> dict[str, str]:
    """The stack's parameters; `settings.parameters` adds to them."""
    chosen = {
        "Stage": settings.stage,
        "PublicUrl": settings.public_url,
        "SenderEmail": SENDER,
        "KafkaBootstrapServers": settings.kafka,
        "KafkaClusterArn": f"arn:aws:kafka:{settings.region}:{ACCOUNT}:cluster/{settings.stack}/"
        "00000000-0000-0000-0000-000000000000-1",
        "TopicPartitions": str(topics.EACH),
        "StripeApiBase": settings.stripe_url,
        "CarrierApiBase": settings.carrier_url,
        "ViesOrigin": settings.carrier_url,
        "Picking": "on",
        "Locations": "on",
        "BankAccount": BANK_ACCOUNT,
    }
    for pair in settings.parameters.split():
        name, _, value = pair.partition("=")
        chosen[name] = value
    return chosen


def outputs(settings: Settings, clients: Clients) -> dict[str, str]:
    """The stack's outputs. Raises ClientError when there is no stack."""
    stack = clients.stacks.describe_stacks(StackName=settings.stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}


def tables(settings: Settings, clients: Clients, services: Iterable[str]) -> dict[str, str]:
    """The deployed tables by service. Raises ClientError when there is no stack."""
    named = outputs(settings, clients)
    return {service: named[f"{service.capitalize()}Table"] for service in services}


def deploy(settings: Settings, clients: Clients) -> bool:
    """Builds and deploys unless nothing changed and the stack is there; answers whether it did."""
    stamps = Stamps(settings.state)
    chosen = parameters(settings)
    inputs = [PROJECT / name for name in INPUTS]
    stamp = digest(_sources(inputs), json.dumps(chosen, sort_keys=True))
    if stamps.fresh("stack", stamp) and _status(settings, clients) in DONE:
        _remember(settings, clients)
        return False
    _sweep_bytecode()
    environment = _environment(settings)
    build = settings.state / "build"
    _sam("build", "--template", str(PROJECT / "template.yaml"), "--build-dir", str(build), environment=environment)
    _make_bucket(settings, clients)
    _sam(
        "deploy",
        "--template-file",
        str(build / "template.yaml"),
        "--stack-name",
        settings.stack,
        "--s3-bucket",
        settings.artefact_bucket,
        "--region",
        settings.region,
        "--capabilities",
        "CAPABILITY_IAM",
        "CAPABILITY_NAMED_IAM",
        "CAPABILITY_AUTO_EXPAND",
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        "--no-progressbar",
        "--parameter-overrides",
        # A value with a space in it needs its quotation marks here, too: the SAM CLI takes the list apart by itself.
        *(f'{name}="{value}"' if " " in value else f"{name}={value}" for name, value in chosen.items()),
        environment=environment,
    )
    status = _status(settings, clients)
    if status not in DONE:
        raise LocalCloudError(f"The stack {settings.stack} is {status}. See {settings.state / 'logs'}.")
    _remember(settings, clients)
    stamps.write("stack", stamp)
    return True


def _sources(inputs: list[Path]) -> list[Path]:
    """The local cloud's own code is not deployed, so it does not count."""
    found: list[Path] = []
    for path in inputs:
        if path.name == "infra":
            found += sorted(path.glob("*.yaml"))
        else:
            found.append(path)
    return found


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        **aws.environment(settings),
        "SOUK_TARGET": "local",
        "SAM_CLI_TELEMETRY": "0",
        "PYTHONPYCACHEPREFIX": str(PROJECT / ".cache" / "pycache"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def _sam(*arguments: str, environment: dict[str, str]) -> None:
    """Runs the SAM CLI; its output is shown only when it fails."""
    # A configuration file of the project is for AWS; here every option is given.
    command = [str(Path(sys.executable).with_name("sam")), *arguments, "--config-env", "without-file"]
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, text=True, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-40:])
        raise LocalCloudError(f"sam {arguments[0]} failed:\n{tail}")


def _sweep_bytecode() -> None:
    """Bytecode in the folders that are packed would change their hash at every run."""
    for folder in ("functions", "layers"):
        for cache in (PROJECT / folder).rglob("__pycache__"):
            shutil.rmtree(cache, ignore_errors=True)


def _make_bucket(settings: Settings, clients: Clients) -> None:
    try:
        clients.s3.head_bucket(Bucket=settings.artefact_bucket)
    except ClientError:
        clients.s3.create_bucket(Bucket=settings.artefact_bucket)


def _status(settings: Settings, clients: Clients) -> str:
    try:
        return clients.stacks.describe_stacks(StackName=settings.stack)["Stacks"][0]["StackStatus"]
    except ClientError:
        return "missing"


def _remember(settings: Settings, clients: Clients) -> None:
    named = outputs(settings, clients)
    deployed = Deployed(
        shop_gateway=named["ShopGatewayId"],
        staff_gateway=named["StaffGatewayId"],
        site_bucket=named["SiteBucket"],
        media_bucket=named["MediaBucket"],
        user_pool_id=named["UserPoolId"],
        user_pool_client_id=named["UserPoolClientId"],
    )
    _record(settings).write_text(json.dumps(asdict(deployed), indent=2))


def _record(settings: Settings) -> Path:
    return settings.state / "deployment.json"
