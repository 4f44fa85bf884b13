"""The functions' lines in CloudWatch Logs, for when they cannot be read from Kafka."""

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from souk_local.aws import Clients
from souk_local.settings import Settings

PLATFORM = ("START ", "END ", "REPORT ", "INIT_START ")
TROUBLE = ("Task timed out", "Runtime exited", "Traceback (most recent call last)")


class CloudWatchAwayError(Exception):
    """The local AWS does not answer either."""


def lines_since(clients: Clients, settings: Settings, since_ms: int) -> list[tuple[int, str]]:
    """Lines with their time in milliseconds, oldest first, in the shape of the topic `logging`.

    Raises CloudWatchAwayError.
    """
    found: list[tuple[int, str]] = []
    prefix = f"/aws/lambda/souk-{settings.stage}-"
    try:
        for page in clients.logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix):
            for group in page["logGroups"]:
                found += _of_group(clients, group["logGroupName"], prefix, since_ms)
    except (BotoCoreError, ClientError) as problem:
        raise CloudWatchAwayError(str(problem)) from problem
    return sorted(found, key=lambda pair: pair[0])


def _of_group(clients: Clients, group: str, prefix: str, since_ms: int) -> list[tuple[int, str]]:
    pages = clients.logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since_ms)
    return [
        (event["timestamp"], entry(event["message"], group.removeprefix(prefix)))
        for page in pages
        for event in page["events"]
        if event["message"].strip() and not event["message"].startswith(PLATFORM)
    ]


def entry(message: str, function: str) -> str:
    """One line as JSON: the service's own as it is, any other as a message of the service."""
    service = function.partition("-")[0]
    try:
        written: Any = json.loads(message)
    except ValueError:
        written = None
    if isinstance(written, dict):
        return json.dumps({"service": service, **written}) if "_aws" not in written else json.dumps({"level": "DEBUG"})
    level = "ERROR" if any(word in message for word in TROUBLE) else "INFO"
    return json.dumps({"level": level, "service": service, "function": function, "message": message.rstrip()})
