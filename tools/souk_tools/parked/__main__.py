"""`make parked [SERVICE=orders] [AGGREGATE=…] [RETRY=1 | DROP=1]`.

Lists what is set aside, or has the service's consumer try it again now, or let go of an aggregate's first event. Exit
code 1 when something is still set aside, 2 when it could not be asked.
"""

import argparse
import json
import sys
from collections.abc import Sequence

import botocore.exceptions

from souk_local import deployment
from souk_local.aws import Clients
from souk_local.bridge.invoker import Answered, Invoker, LambdaInvoker
from souk_local.problems import LocalCloudError
from souk_local.services import SERVICES
from souk_local.settings import Settings
from souk_tools.parked.listing import told, waiting


def main(words: Sequence[str] | None = None) -> int:
    chosen = _arguments(words)
    settings = Settings.from_environment()
    clients = Clients(settings)
    services = [chosen.service] if chosen.service else [*SERVICES]
    try:
        if chosen.retry or chosen.drop:
            event = asked(chosen.aggregate, drop=chosen.drop)
            for service in services:
                print(f"  {service:<14}{ask(LambdaInvoker(clients.invoking), settings.stage, service, event)}")
        found = waiting(clients.tables, deployment.tables(settings, clients, services))
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as problem:
        print(f"\nThe local cloud does not do it ({problem}); make up starts it.", file=sys.stderr)
        return 2
    print(told(found))
    return 1 if any(found.values()) else 0


def asked(aggregate: str, *, drop: bool) -> dict[str, object]:
    """The event for a consumer. Raises LocalCloudError when all would be let go of."""
    if drop and not aggregate:
        raise LocalCloudError("Say which with AGGREGATE=…: what is let go of is not done.")
    if drop:
        return {"job": "drop", "aggregate": aggregate}
    return {"job": "retry", "aggregate": aggregate} if aggregate else {"job": "retry", "all": True}


def ask(invoker: Invoker, stage: str, service: str, event: dict[str, object]) -> str:
    """What the consumer says it did."""
    outcome = invoker.invoke(f"souk-{stage}-{service}-consumers", dict(event))
    return json.dumps(outcome.payload) if isinstance(outcome, Answered) else f"failed: {outcome}"


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make parked", description=__doc__)
    parser.add_argument("--service", choices=SERVICES, default="", help="of this service only")
    parser.add_argument("--aggregate", default="", help="of this aggregate only")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--retry", action="store_true", help="try it now")
    action.add_argument("--drop", action="store_true", help="let go of the aggregate's first event")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
