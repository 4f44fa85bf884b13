"""How a unary call travels in a Lambda payload: JSON with the protobuf bytes in base64."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import Enum
from typing import Any

Metadata = tuple[tuple[str, str | bytes], ...]


class Code(Enum):
    """gRPC's status codes, for those who get along without gRPC."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


@dataclass(frozen=True, slots=True)
class Call:
    """`method` is the full name, "/souk.contracts.v1.Inventory/Reserve"; `deadline` is Unix time in seconds."""

    method: str
    message: bytes
    metadata: Metadata = ()
    deadline: float | None = None

    def to_payload(self) -> dict[str, Any]:
        return {
            "grpc": {
                "method": self.method,
                "message": _encode(self.message),
                "metadata": _metadata_to_json(self.metadata),
                "deadline": self.deadline,
            }
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Call:
        """Raises KeyError or ValueError for a payload that is not a call."""
        call = payload["grpc"]
        return cls(
            call["method"],
            _decode(call["message"]),
            _metadata_from_json(call.get("metadata", [])),
            call.get("deadline"),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """`message` is None unless `code` is OK."""

    code: Code
    message: bytes | None = None
    details: str = ""
    trailing: Metadata = ()

    def to_payload(self) -> dict[str, Any]:
        return {
            "code": self.code.value,
            "message": None if self.message is None else _encode(self.message),
            "details": self.details,
            "trailing": _metadata_to_json(self.trailing),
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Answer:
        """Raises KeyError, TypeError or ValueError for a payload that is not an answer."""
        message = payload["message"]
        return cls(
            Code(payload["code"]),
            None if message is None else _decode(message),
            payload["details"],
            _metadata_from_json(payload["trailing"]),
        )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _metadata_to_json(metadata: Metadata) -> list[list[str]]:
    return [[key, _encode(value) if isinstance(value, bytes) else value] for key, value in metadata]


def _metadata_from_json(items: list[list[str]]) -> Metadata:
    return tuple((key, _decode(value) if key.endswith("-bin") else value) for key, value in items)
