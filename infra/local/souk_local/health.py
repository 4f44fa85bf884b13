"""Whether every service does its work: each answers for itself."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from souk_local.aws import Clients
from souk_local.services import SERVICES, packages
from souk_local.settings import Settings

WITH_API = packages("doors/api.py")


@dataclass(frozen=True)
class Health:
    """One service's answer and how long it took."""

    service: str
    healthy: bool
    detail: str
    milliseconds: int


def check(settings: Settings, clients: Clients) -> list[Health]:
    """Asks all services, a few at a time."""

    def ask(service: str) -> Health:
        started = time.monotonic()
        if service in WITH_API:
            healthy, detail = _get(f"{settings.public_url}/api/{service}/health")
        else:
            healthy, detail = _invoke(clients, f"souk-{settings.stage}-{service}-consumers")
        return Health(service, healthy, detail, int((time.monotonic() - started) * 1000))

    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(ask, SERVICES))


def warm(settings: Settings, clients: Clients) -> int:
    """Starts a worker of every function that another one waits for; answers how many there are.

    Without it the first shopper after a deployment, or the staff who import the catalogue, would wait for a chain of
    cold starts.
    """
    names = [
        function["FunctionName"]
        for page in clients.functions.get_paginator("list_functions").paginate()
        for function in page["Functions"]
        if function["FunctionName"].startswith(f"souk-{settings.stage}-")
        and function["FunctionName"].endswith(("-rpc", "-consumers"))
    ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda name: _invoke(clients, name), names))
    return len(names)


def _get(url: str) -> tuple[bool, str]:
    try:
        answer = httpx.get(url, timeout=40)
    except httpx.HTTPError as problem:
        return False, f"{type(problem).__name__}: {problem}"
    return answer.is_success, f"{answer.status_code}" if answer.is_success else answer.text[:300]


def _invoke(clients: Clients, function: str) -> tuple[bool, str]:
    try:
        answer = clients.invoking.invoke(FunctionName=function, Payload=json.dumps({"health": True}).encode())
        text = answer["Payload"].read().decode(errors="replace")
    except (BotoCoreError, ClientError) as problem:
        return False, str(problem)
    return "FunctionError" not in answer and '"ok"' in text, text[:300]
