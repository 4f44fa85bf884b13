"""What `status` and the end of `up` show."""

import json

from botocore.exceptions import BotoCoreError, ClientError

from souk_local import deployment, health, process, secrets, set_aside, staff
from souk_local.cloud import Cloud
from souk_local.health import Health
from souk_local.problems import LocalCloudError
from souk_local.process import Part
from souk_local.services import SERVICES
from souk_local.settings import Settings
from souk_local.waiting import wait_until

HEALTHY = "healthy"
SLOW_SECONDS = 10.0
"""How long a part that runs may take to answer."""


def addresses(settings: Settings) -> str:
    """Where to go, and a login of each role of the staff."""
    password = secrets.load(settings).staff_password
    rows = [
        ("shop", settings.public_url),
        ("back office", f"{settings.public_url}/admin/   (password of all: {password}; authenticator keys below)"),
        *(
            (f"  {groups[-1]}", f"{email}, {staff.authenticator_key(settings, email)}")
            for email, groups in staff.ACCOUNTS.items()
        ),
        ("API", f"{settings.public_url}/api"),
        ("AWS", f"{settings.aws_url}   (any key and secret, region {settings.region})"),
        ("e-mails sent", f"{settings.aws_url}/_ministack/ses/messages"),
        ("letters", f"{settings.public_url}/_edge/letters   (every one, in every language)"),
        ("Kafka", settings.kafka),
        ("Stripe", f"{settings.stripe_url}   (card 4242 4242 4242 4242, any date and code)"),
        ("logs", str(settings.state / "logs")),
    ]
    return "\n".join(f"  {name:<16}{value}" for name, value in rows)


def parts(cloud: Cloud) -> tuple[str, bool]:
    """A table of the parts, and whether all of them run and are healthy."""
    lines, well = [], True
    for part in cloud.parts.values():
        pid = process.pid_of(part)
        state = _state(part)
        well = well and state == HEALTHY
        port = str(part.port.number) if part.port else "-"
        lines.append(f"  {part.name:<10}{pid or '-':<10}{port:<8}{state}")
    header = f"  {'part':<10}{'pid':<10}{'port':<8}state"
    return "\n".join([header, *lines]), well


def _state(part: Part) -> str:
    """What to know of the part: a slow answer is not a dead process, another cloud's process is not this one's."""
    if process.ended_badly(part) is not None:
        return "ENDED BADLY: it runs no more, and nobody stopped it"
    if process.pid_of(part) is None:
        return "stopped"
    if not process.answers_itself(part):
        return "runs, but does not hold its port"
    return (
        HEALTHY if wait_until(part.healthy, SLOW_SECONDS) else "runs, but does not answer: it may have too much to do"
    )


def services(cloud: Cloud) -> tuple[str, bool]:
    """A table of the services, and whether all are healthy."""
    try:
        deployment.load(cloud.settings)
    except LocalCloudError as problem:
        return f"  {problem}", False
    answers = health.check(cloud.settings, cloud.clients)
    return _table(answers), all(answer.healthy for answer in answers)


def events_set_aside(cloud: Cloud) -> str:
    """How many events consumers have set aside."""
    try:
        tables = deployment.tables(cloud.settings, cloud.clients, SERVICES)
        return set_aside.counted(
            {service: set_aside.keys(cloud.clients.tables, name) for service, name in tables.items()}
        )
    except (BotoCoreError, ClientError, KeyError) as problem:
        return f"  what is set aside cannot be read ({type(problem).__name__})"


def mappings(settings: Settings) -> str:
    """What the bridge says of every mapping."""
    try:
        beat = json.loads((settings.state / "run" / "bridge.json").read_text())
    except (OSError, ValueError):
        return "  no mappings"
    rows = sorted(f"  {row['mapping']:<60}{row['state']}" for row in beat["mappings"])
    return "\n".join(rows) or "  no mappings"


def _table(answers: list[Health]) -> str:
    lines = [f"  {'service':<16}{'health':<12}answered in"]
    for answer in answers:
        word = "healthy" if answer.healthy else "unhealthy"
        tail = "" if answer.healthy else f"  {answer.detail}"
        lines.append(f"  {answer.service:<16}{word:<12}{answer.milliseconds} ms{tail}")
    return "\n".join(lines)
