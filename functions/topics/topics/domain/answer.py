"""What CloudFormation is told of a request for the custom resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The whole answer may have 4,096 bytes.
_REASON_CHARACTERS = 1_000
# One name for ever: with another one CloudFormation would take the topics for replaced and have the old ones deleted.
PHYSICAL_ID = "kafka-topics"


@dataclass(frozen=True, slots=True)
class ResourceResponse:
    """`reason` of a failure; it is what the operator sees beside the stack's event."""

    reason: str = ""

    def to(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "Status": "FAILED" if self.reason else "SUCCESS",
            "Reason": self.reason[:_REASON_CHARACTERS] or "done",
            "PhysicalResourceId": PHYSICAL_ID,
            "StackId": request["StackId"],
            "RequestId": request["RequestId"],
            "LogicalResourceId": request["LogicalResourceId"],
        }
