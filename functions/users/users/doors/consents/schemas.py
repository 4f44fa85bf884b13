"""What the routes of consents take."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from souk.http import Schema
from users.domain.consent import SHOWN, ConsentSource
from users.domain.consent_texts import ConsentKind

Version = Annotated[str, Field(min_length=1, max_length=20, description="Of the words that were shown")]


def _shown(source: ConsentSource) -> ConsentSource:
    if source not in SHOWN:
        raise ValueError("nobody is asked there")
    return source


class AgreedTo(Schema):
    kind: ConsentKind
    version: Version


class DecisionRequest(Schema):
    """`source` is where the words were shown."""

    given: bool
    version: Version
    source: Annotated[ConsentSource, AfterValidator(_shown)] = ConsentSource.ACCOUNT


class ConsentsRequest(Schema):
    activity: Annotated[bool, Field(description="Whether looks and searches may be noted")]
