"""`make trail`: proves that what the staff did is as it was recorded, from the table and the anchors themselves.

It reads them on its own, so it believes neither the audit service nor its timer. With `--days`, how many days back from
today. Exit code 1 when a chain does not hold, 2 when it could not be looked at.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from audit.domain.chain import Anchor, Break, ChainLink, first_break
from audit.domain.keeping import chains_between
from souk import clock
from souk_local import deployment, own
from souk_local.aws import Clients
from souk_local.problems import LocalCloudError
from souk_local.settings import ACCOUNT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

DAYS = 14


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Proves the audit trail of the staff.")
    parser.add_argument("--days", type=int, default=DAYS, help="how many days back from today")
    today = clock.now().date()
    first = today - timedelta(days=parser.parse_args(arguments).days)
    try:
        settings = own.running("aws")
        clients = Clients(settings)
        table = deployment.tables(settings, clients, ["audit"])["audit"]
        bucket = f"souk-{settings.stage}-anchors-{ACCOUNT}"
        looked_at, breaks = proved(clients.tables, table, clients.s3, bucket, first, today)
    except (LocalCloudError, BotoCoreError, ClientError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    for each in breaks:
        print(f"{each.chain}: link {each.number} {each.what}")
    print(f"{looked_at} entries looked at, {len(breaks)} chains broken")
    return 1 if breaks else 0


def proved(
    tables: "DynamoDBClient", table: str, s3: "S3Client", bucket: str, first: date, last: date
) -> tuple[int, list[Break]]:
    """How many entries the chains of those days have, and the first break of each that does not hold."""
    looked_at, breaks = 0, []
    for chain in chains_between(first, last):
        links = list(_links(tables, table, chain))
        looked_at += len(links)
        broken = first_break(chain, links, list(_anchors(s3, bucket, chain)))
        if broken:
            breaks.append(broken)
    return looked_at, breaks


def _links(tables: "DynamoDBClient", table: str, chain: str) -> Iterator[ChainLink]:
    pages = tables.get_paginator("query").paginate(
        TableName=table,
        ConsistentRead=True,
        KeyConditionExpression="pk = :chain",
        ExpressionAttributeValues={":chain": {"S": f"CHAIN#{chain}"}},
    )
    for page in pages:
        for item in page["Items"]:
            texts = [item[name]["S"] for name in ("recorded_at", "entry", "previous", "digest")]
            yield ChainLink(chain, int(item["sk"]["S"]), *texts)


def _anchors(s3: "S3Client", bucket: str, chain: str) -> Iterator[Anchor]:
    """The oldest version of each, whatever was put over it or deleted later."""
    pages = s3.get_paginator("list_object_versions").paginate(
        Bucket=bucket, Prefix=f"anchors/{chain.replace('#', '/')}/"
    )
    # Within a key the newest comes first.
    oldest = {version["Key"]: version["VersionId"] for page in pages for version in page.get("Versions", ())}
    for key, version_id in sorted(oldest.items()):
        said = json.loads(s3.get_object(Bucket=bucket, Key=key, VersionId=version_id)["Body"].read())
        yield Anchor(said["chain"], int(said["number"]), said["digest"])


if __name__ == "__main__":
    sys.exit(main())
