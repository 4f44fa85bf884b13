"""`make reconcile`: compares the local cloud's payments with the provider, heals what can be healed, tells the rest.

Exit code 1 when differences remain, 2 when it could not be done.
"""

import json
import sys
from typing import Any

import botocore.exceptions

from souk_local import own
from souk_local.aws import Clients
from souk_local.problems import LocalCloudError

# Each run of the function is bounded; more than these would mean that it gets nowhere.
ROUNDS = 100
# A run that looks at nothing may have begun anew; more of them mean that the provider is away.
PATIENCE = 3


def main() -> int:
    try:
        settings = own.running("aws")
        found = reconcile(Clients(settings), f"souk-{settings.stage}-payments-schedule")
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    print(told(found))
    return 1 if found["differences"] else 0


def reconcile(clients: Clients, function: str) -> dict[str, Any]:
    """Runs the job until everything was looked at: {looked_at, healed: [payment id], differences: {payment id: what}}.

    Raises LocalCloudError when the function fails or does not come to an end.
    """
    total: dict[str, Any] = {"looked_at": 0, "healed": [], "differences": {}}
    idle = 0
    for _ in range(ROUNDS):
        report = _run(clients, function)
        total["looked_at"] += report["looked_at"]
        total["healed"] += [payment_id for payment_id in report["healed"] if payment_id not in total["healed"]]
        total["differences"].update(report["differences"])
        if report["finished"]:
            return total
        idle = 0 if report["looked_at"] else idle + 1
        if idle == PATIENCE:
            raise LocalCloudError("The payment provider does not answer; nothing was compared.")
    raise LocalCloudError(f"Not everything was compared after {ROUNDS} runs.")


def told(found: dict[str, Any]) -> str:
    """The report for a person."""
    healed, differences = found["healed"], found["differences"]
    lines = [f"{found['looked_at']} looked at, {len(healed)} healed, {len(differences)} differ"]
    lines += [f"  healed   {payment_id}" for payment_id in healed]
    lines += [f"  differs  {payment_id}  {what}" for payment_id, what in differences.items()]
    return "\n".join(lines)


def _run(clients: Clients, function: str) -> dict[str, Any]:
    try:
        answer = clients.invoking.invoke(FunctionName=function, Payload=json.dumps({"job": "reconcile-all"}).encode())
    except botocore.exceptions.EndpointConnectionError as error:
        raise LocalCloudError(f"The local cloud does not answer ({error}); make up starts it.") from error
    except botocore.exceptions.ClientError as error:
        raise LocalCloudError(f"{function} cannot be run: {error}") from error
    payload: dict[str, Any] = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise LocalCloudError(f"{function} failed: {payload.get('errorMessage', payload)}")
    return payload


if __name__ == "__main__":
    sys.exit(main())
