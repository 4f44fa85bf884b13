"""`make rebuild`: the back office's orders, customers and figures from the events that the services' tables hold.

Events may go on meanwhile. Exit code 1 when some orders changed all the time and are to be done again, 2 when it could
not be done.
"""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from souk_local import deployment, own
from souk_local.aws import Clients
from souk_local.problems import LocalCloudError
from souk_tools.rebuild.events import SOURCES
from souk_tools.rebuild.rebuilding import PROJECTION, Report, rebuild

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def main() -> int:
    try:
        settings = own.running("aws")
        clients = Clients(settings)
        tables = deployment.tables(settings, clients, [*SOURCES, PROJECTION])

        def scan(service: str) -> Iterator[dict[str, Any]]:
            pages = clients.tables.get_paginator("scan").paginate(TableName=tables[service], ConsistentRead=True)
            return (item for page in pages for item in page["Items"])

        function = f"souk-{settings.stage}-backoffice-rebuilder"
        report = rebuild(scan, lambda payload: _invoked(clients.invoking, function, payload))
    except (LocalCloudError, BotoCoreError, ClientError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    print(told(report))
    return 1 if report.left else 0


def told(report: Report) -> str:
    again = f", {report.again} of them again because they changed meanwhile" if report.again else ""
    left = f"; {report.left} go on changing: make rebuild once more" if report.left else ""
    return f"{report.orders} orders and {report.others} events of accounts and stock{again}{left}"


def _invoked(client: "LambdaClient", function: str, payload: dict[str, Any]) -> dict[str, Any]:
    answer = client.invoke(FunctionName=function, Payload=json.dumps(payload).encode())
    said = answer["Payload"].read()
    if "FunctionError" in answer:
        raise LocalCloudError(f"{function} failed: {said.decode()[:500]}")
    result: dict[str, Any] = json.loads(said)
    return result


if __name__ == "__main__":
    sys.exit(main())
