"""Makes a closing account and its orders older than they are: an erasure takes six weeks, and a test has minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from orders.domain.erasure import SETTLING
from souk import clock
from souk.storage.journal import ATTRIBUTE, pack, unpack
from souk_local.problems import LocalCloudError
from users.domain.closing import GRACE
from users.domain.closing import SETTLING as ANSWER_SETTLING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY = timedelta(days=1)


def age_order(client: DynamoDBClient, table: str, order_id: str, now: datetime) -> None:
    """Its history is as old as an order has to be that may be anonymised. Raises LocalCloudError when there is none,
    ConditionalCheckFailedException when something was heard of it at the same time.
    """
    key = {"pk": {"S": f"ORDER#{order_id}"}, "sk": {"S": "ORDER"}}
    item = client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    if item is None:
        raise LocalCloudError(f"there is no order {order_id}")
    state, events = unpack(bytes(item[ATTRIBUTE]["B"]))
    back = int((SETTLING + _DAY).total_seconds() * 1000)
    # An entry is a state, the time in milliseconds, and what else is known (orders.adapters.codec).
    if max(at for _, at, *_ in state["history"]) <= now.timestamp() * 1000 - back:
        return
    state["history"] = [[name, at - back, *rest] for name, at, *rest in state["history"]]
    client.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET #journal = :journal",
        ConditionExpression="version = :version",
        ExpressionAttributeNames={"#journal": ATTRIBUTE},
        ExpressionAttributeValues={":journal": {"B": pack(state, events)}, ":version": item["version"]},
    )


def make_due(client: DynamoDBClient, table: str, user_id: str, now: datetime) -> bool:
    """Whether the account is still there; if so, the next step of its closing is due. Raises as `age_order` does when
    the account moves on at the same time.
    """
    key = {"pk": {"S": f"USER#{user_id}"}, "sk": {"S": "PROFILE"}}
    item: dict[str, Any] | None = client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    if item is None:
        return False
    moments = {"closes_at": GRACE, "erasure_asked_at": _DAY, "erasure_answered_at": ANSWER_SETTLING}
    older = {name: now - back for name, back in moments.items() if name in item}
    client.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET gsi1sk = :due, " + ", ".join(f"{name} = :{name}" for name in older),
        ConditionExpression="version = :version",
        ExpressionAttributeValues={
            ":due": {"S": f"{clock.isoformat(now)}#{user_id}"},
            ":version": item["version"],
            **{f":{name}": {"S": _stored(moment)} for name, moment in older.items()},
        },
    )
    return True


def _stored(moment: datetime) -> str:
    """As PynamoDB keeps a time."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
