"""Which service and function a log group belongs to."""

from __future__ import annotations

from dataclasses import dataclass

_LAMBDA = "/aws/lambda/"


@dataclass(frozen=True, slots=True)
class Origin:
    service: str
    function: str


def origin_of(log_group: str) -> Origin:
    """`/aws/lambda/souk-prod-orders-api` is the function of that name, of the service `orders`.

    A group of another form is its own service, so that nothing gets lost.
    """
    function = log_group.removeprefix(_LAMBDA)
    parts = function.split("-")
    if log_group.startswith(_LAMBDA) and len(parts) >= 3 and parts[0] == "souk":
        return Origin(parts[2], function)
    return Origin(function.rpartition("/")[2] or "unknown", function)
